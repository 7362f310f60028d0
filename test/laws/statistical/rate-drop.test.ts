import { describe, expect, test } from 'vitest';
import { rateDrop } from '../../../src/laws/statistical/rate-drop.ts';
import { objective } from '../../../src/objectives/reference.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import type { Verdict } from '../../../src/laws/law.ts';
import { contextOf, subjectOf } from '../asking.ts';

/** A drop of the rate multiplies the weights as well. */
function rescaling(by: number): Optimizer {
  return {
    ...sgd,
    init: () => ({ last: 0 }),
    update(step) {
      const state = step.state as { last: number };
      if (step.learningRate < state.last) for (const { data } of step.parameters) data.forEach((w, i) => (data[i] = by * w));
      state.last = step.learningRate;
      sgd.update(step);
    },
  };
}

function ask(optimizer: Optimizer, reference: string, seed: number): Promise<Verdict> {
  const context = contextOf({ ...subjectOf(sgd), optimizer }, { objective: objective(reference), seed });
  return Promise.resolve(rateDrop.check({ ...context, replicaLimit: 128, alpha: 1e-6 }));
}

describe.each(['noisy-rayleigh-quotient', 'two-basins?dimension=11&barrier=0.3161&noise=0.0038'])('on %s', (reference) => {
  test.each([1, 2, 3])('a step that jumps now and then, or basins that runs stay in, are no failure (seed %i)', async (seed) => {
    expect((await ask(sgd, reference, seed)).verdict).toBe('holds');
  });

  test.each([0.7, 1.4])('weights that are multiplied by %f as the rate drops are', async (by) => {
    const verdict = await ask(rescaling(by), reference, 1);
    expect([verdict.verdict, verdict.blame]).toEqual(['refuted', 'optimizer']);
    expect(verdict.diagnosis).toMatch(/does not divide the effective rate by \d on the next step/);
  });
});
