import { describe, expect, test } from 'vitest';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import { logWeightNorm } from '../../src/metrics/log-weight-norm.ts';
import { defineObjective } from '../../src/objectives/define-objective.ts';
import type { Objective } from '../../src/objectives/objective.ts';
import { objective } from '../../src/objectives/reference.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import type { Claim, Trial } from '../../src/verdicts/claim.ts';
import { conditionProblem } from '../../src/verdicts/conditions.ts';
import type { Decision } from '../../src/verdicts/decide.ts';

const trialOn = (stage: Objective): Trial => ({
  engine: fastestEngine,
  objective: stage,
  optimizer: sgd,
  seed: 1,
  alpha: 1e-3,
  replicaLimit: 8,
});

/** One arm that trains for fifty steps. */
const claimWith = (learningRate: number, initScale = 1): Claim => ({
  claims: 'equal',
  arms: () => [
    { learningRate, weightDecay: 0.05, initScale, initialisation: 'start', windows: [{ from: 33, to: 48 }], equilibrium: 0 },
  ],
  metrics: [logWeightNorm],
  quantities: [],
  steady: [],
  alike: [],
});

const decision = { values: [[0.1, 0.5, -0.9]], quantities: [] } as unknown as Decision;
const problemOf = (stage: Objective, claim: Claim, found = decision): Promise<string | undefined> =>
  conditionProblem(trialOn(stage), 'phase', claim, found);

describe('replicas are what the claim is about', () => {
  test.each(['isotropic-noise', 'two-basins', 'digits-mlp?widths=8&batch=16'])('%s', async (reference) => {
    expect(await problemOf(objective(reference), claimWith(0.5))).toBeUndefined();
  });
});

describe('they are not', () => {
  test('where a unit has no gradient', async () => {
    const sphere = objective('von-mises-fisher?dimension=4');
    const idle = defineObjective({
      ...sphere,
      reference: 'idle',
      parameters: [...sphere.parameters, { name: 'idle', shape: [3] }],
      groups: [...sphere.groups, { name: 'idle', tensors: [1] }],
      instantiate(precision) {
        const instance = sphere.instantiate(precision);
        return {
          initialise(tensors, stream) {
            instance.initialise(tensors.slice(0, 1), stream);
            tensors[1].data.fill(1);
          },
          gradient(tensors, gradients, stream) {
            gradients[1].data.fill(0);
            return instance.gradient(tensors.slice(0, 1), gradients.slice(0, 1), stream);
          },
          evaluate: (tensors) => instance.evaluate(tensors.slice(0, 1)),
        };
      },
    });
    expect(await problemOf(idle, claimWith(0.5))).toMatch(
      /^idle had no gradient in 16 mini-batches: dead units decay for ever and have no equilibrium$/,
    );
  });

  test('where weights are so small, or so large, that squares are lost', async () => {
    const network = objective('digits-mlp?widths=8&batch=16');
    expect(await problemOf(network, claimWith(1e-28, 1e-13))).toMatch(
      /^the norm of hidden1\[\d\] is .*e-1\d: no arithmetic in float32/,
    );
    expect(await problemOf(network, claimWith(1e-3, 1e14))).toMatch(
      /^the norm of hidden1\[\d\] is .*e\+1\d: no arithmetic in float32/,
    );
  });

  test('where they have diverged, unless that is the effect', async () => {
    const bowl = objective('quadratic-bowl');
    const tensors = { ...bowl, groups: [{ name: 'w', tensors: [0] }], reference: 'grouped bowl' };
    const stage = defineObjective(tensors);
    const claim = claimWith(1e6);
    expect(await problemOf(stage, claim)).toMatch(/^the norm of w is (Infinity|NaN|\d)/);
    const divergence = { ...decision, quantities: [{ metric: 'divergence', verdict: 'refuted' }] } as unknown as Decision;
    const found = await problemOf(stage, claimWith(1e30), divergence);
    expect(found).toBeUndefined();
  });
});

test('the replica that is furthest off is looked at, beside the first', async () => {
  const asked: number[] = [];
  const engine = {
    ...fastestEngine,
    run: (experiment: Parameters<typeof fastestEngine.run>[0]) => {
      asked.push(experiment.replicas.first);
      return fastestEngine.run(experiment);
    },
  };
  await conditionProblem({ ...trialOn(objective('isotropic-noise')), engine }, 'phase', claimWith(0.5), decision);
  expect(asked).toEqual([0, 2]);
});
