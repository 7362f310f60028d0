import { expect, test } from 'vitest';
import { toldOnce } from '../../../src/suite/campaign/told-once.ts';

test('what fails is told of once, and again after it was well', () => {
  const said: string[] = [];
  const trouble = toldOnce((sentence) => said.push(sentence));
  trouble.fails('connection closed');
  trouble.fails('no answer');
  expect(said).toEqual(['connection closed']);
  trouble.isWell();
  trouble.fails('no answer');
  expect(said).toEqual(['connection closed', 'no answer']);
});
