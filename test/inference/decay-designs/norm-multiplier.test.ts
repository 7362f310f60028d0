import { describe, expect, test } from 'vitest';
import { inferDecay } from '../../../src/inference/decay.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';

/** Signed steps with a decay of λ times a strength, by the step, the mean square of the weights and what is kept of the tensor. */
const decaying = (
  strength: (look: { step: number; square: number; kept: { bound?: number; multiplier: number }; decay: number }) => number,
): Optimizer => ({
  name: 'decaying',
  init: ({ parameters }) => parameters.map(() => ({ multiplier: 0 })),
  update({ parameters, gradients, state, learningRate, weightDecay, step }) {
    parameters.forEach(({ data: w }, i) => {
      const square = Array.from(w).reduce((sum, x) => sum + x * x, 0) / w.length;
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * Math.sign(gradients[i].data[j]);
      const share = strength({ step, square, kept: state[i], decay: weightDecay });
      for (let j = 0; j < w.length; j++) w[j] -= share * w[j];
    });
  },
});

describe('a multiplier that λ raises while weights are above a bound', () => {
  test('is a design', () => {
    const constrained = decaying(({ step, square, kept, decay }) => {
      if (step < 4) return 0;
      kept.bound ??= square;
      return (kept.multiplier = Math.max(0, kept.multiplier + decay * (square - kept.bound)));
    });
    expect(inferDecay(constrained).design?.cause).toBe('decay-follows-norm');
  });

  test('is not what skips steps, or has a strength that the step alone sets', () => {
    const skipping = decaying(({ step, decay }) => (step % 9 < 5 ? 0.1 * decay : 0));
    expect(inferDecay(skipping).finding?.cause).toBe('decay-skips-steps');
    const random = decaying(({ step, decay }) => 0.1 * decay * ((step * step) % 7));
    expect(inferDecay(random).design?.cause).not.toBe('decay-follows-norm');
  });
});
