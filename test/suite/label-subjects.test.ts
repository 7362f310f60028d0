import { expect, test } from 'vitest';
import { labelSubjects } from '../../src/suite/label-subjects.ts';

test('subjects of one name are told apart by how they were named, or by a number', () => {
  expect(labelSubjects(['sgd', 'adamw'], ['./a.mjs', './b.mjs'])).toEqual(['sgd', 'adamw']);
  expect(labelSubjects(['sgd', 'sgd', 'adamw'], ['./a.mjs', './b.mjs', 'adamw'])).toEqual(['./a.mjs', './b.mjs', 'adamw']);
  expect(labelSubjects(['sgd', 'sgd'], ['./a.mjs', './a.mjs'])).toEqual(['./a.mjs', './a.mjs (2)']);
  expect(labelSubjects(['sgd', 'sgd'], [undefined, undefined])).toEqual(['sgd', 'sgd (2)']);
});
