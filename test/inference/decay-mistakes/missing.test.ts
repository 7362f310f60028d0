import { expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import { coordinatewise, type CoordinateStep } from '../rules.ts';

/** SGD that is drawn to somewhere by λ. */
const drawn = (pull: (step: CoordinateStep) => number): ReturnType<typeof coordinatewise> =>
  coordinatewise((each) => each.w - each.learningRate * (each.g + each.weightDecay * pull(each)));

test('what leads back to where a run began has nothing to do there, and is not skipped', () => {
  const byImportance = drawn(({ w, g, memory }) => {
    memory.start ??= w;
    memory.importance = 0.9 * (memory.importance ?? 0) + 0.1 * g * g;
    return memory.importance * (w - memory.start);
  });
  expect(inferDecay(byImportance).finding?.cause).toBe('unexplained');
});

test('nor is what leads to weights that are taken anew every few steps', () => {
  const toSnapshot = drawn(({ w, step, memory }) => {
    if (step % 5 === 1) memory.anchor = w;
    return w - memory.anchor;
  });
  expect(inferDecay(toSnapshot).finding?.cause).toBe('unexplained');
});

test('a decay that is left out at some steps is', () => {
  expect(inferDecay(drawn(({ w, step }) => (step % 5 === 1 ? 0 : w))).finding?.cause).toBe('decay-skips-steps');
  expect(inferDecay(drawn(({ w, step }) => (step === 1 ? 0 : w))).finding?.cause).toBe('decay-skips-steps');
});
