import { expect, test } from 'vitest';
import { keepFirstRun } from '../../src/inference/repeat.ts';
import { adamw, builtins } from './known.ts';
import { coordinatewise } from './rules.ts';

test('a counter of the module shows against the very first run, though later runs agree', () => {
  let calls = 0;
  const counting = coordinatewise(({ w, g, learningRate }) => {
    calls += 1;
    return w - (learningRate * g) / (1 - 0.5 ** calls);
  });
  const again = keepFirstRun(counting);
  expect(again()).toMatchObject({ cause: 'state-outside', sentence: expect.stringContaining('module') as string });
  const settled = keepFirstRun(counting);
  expect(settled()).toBeUndefined();
});

test.each(builtins)('$name has nothing outside of its state', (optimizer) => {
  expect(keepFirstRun(optimizer)()).toBeUndefined();
});

test('so has an optimizer that was at work before', () => {
  keepFirstRun(adamw);
  expect(keepFirstRun(adamw)()).toBeUndefined();
});
