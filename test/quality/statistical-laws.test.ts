import { describe, expect, test } from 'vitest';
import {
  constantDecay,
  endingDecay,
  exponentialDecay,
  halfDecayed,
  noDecay,
  rateInStep,
  rescaledAtDrop,
  rootDecay,
  squaredDecay,
  strongDecay,
  twoLimits,
  weakDecay,
} from '../../fixtures/planted-effects/sgd.mjs';
import type { Verdict } from '../../src/laws/law.ts';
import type { LawId } from '../../src/laws/law-id.ts';
import { objective } from '../../src/objectives/reference.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { lion } from '../../src/optimizers/lion.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { contextOf, lawOf, subjectOf } from '../laws/asking.ts';
import { nightly, runs, sample } from '../size.ts';

// One or two seeds each of what scripts/laws/measure-power.ts measures over many: docs/power.md.

const noise = 'isotropic-noise';
const digits = 'digits-mlp?widths=16&batch=16';

function check(optimizer: Optimizer, id: LawId, stage: string, seed: number): Promise<Verdict> {
  const context = { ...contextOf(subjectOf(optimizer), { objective: objective(stage), seed }), replicaLimit: 128 };
  expect(lawOf(id).applies(context.subject, context.objective)).toBe(true);
  return Promise.resolve(lawOf(id).check(context));
}

describe('a planted effect is refuted by a statistical law alone', () => {
  const all = [
    ['norm-balance', strongDecay, /rotation is off its closed form by|decay/],
    ['norm-balance', halfDecayed, /closed form|decayed/],
    ['rate-drop', rescaledAtDrop, /rescaled|stale/],
    ['equilibrium', rateInStep, /log-effective-rate by (-?\d+\.\d %|a factor of)/],
    ['fast-equilibrium', noDecay, /weight decay is not applied/],
    ['fast-equilibrium', weakDecay, /0\.05ηλ/],
    ['fast-equilibrium', squaredDecay, /strength of the decay varies/],
    ['fast-equilibrium', exponentialDecay, /decay is skipped|strength of the decay/],
    ['fast-equilibrium', endingDecay, /still apart by .* the decay is not what sets the time scale/],
    ['fast-equilibrium', constantDecay, /decay/],
    ['fast-equilibrium', rootDecay, /decay/],
    ['fast-equilibrium', twoLimits, /still apart|decay/],
  ] as const;
  // Each law refutes another subject in its property, at every commit.
  const { cases, said } = sample(all, 4);
  test.each(cases)(`%s, case %#${said}`, async (id, optimizer, words) => {
    const verdict = await check(optimizer, id, noise, 3);
    expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { learningRate: expect.any(Number) } });
    expect(verdict.diagnosis).toMatch(words);
  });
});

describe('correct optimizers hold', () => {
  const laws = [
    'equilibrium',
    'discrimination',
    'norm-balance',
    'effective-rate-scaling',
    'fast-equilibrium',
    'rate-drop',
  ] as const;
  const all = [
    ...[sgd, heavyBall].flatMap((optimizer) =>
      laws.flatMap((id) => [noise, digits].map((stage) => ({ optimizer, name: optimizer.name, id, stage }))),
    ),
    ...(['equilibrium', 'norm-balance'] as const).map((id) => ({ optimizer: adamw, name: adamw.name, id, stage: noise })),
    { optimizer: adamw, name: adamw.name, id: 'equilibrium' as const, stage: digits },
    ...[adamw, lion].flatMap((optimizer) =>
      [noise, digits].map((stage) => ({ optimizer, name: optimizer.name, id: 'fast-equilibrium' as const, stage })),
    ),
  ];
  // Every law once at least, for one optimizer or the other, on noise or on digits.
  const seventh = new Set(all.flatMap(({ id }, i) => (i % 7 === 0 ? [id] : [])));
  const { cases, said } = sample(all, 7, ({ id }, i) => !seventh.has(id) && all.findIndex((other) => other.id === id) === i);
  test.each(cases)(`$id for $name on $stage${said}`, async ({ optimizer, id, stage }) => {
    const { verdict, detectable, evidence } = await check(optimizer, id, stage, 5);
    expect(verdict).toBe('holds');
    expect(detectable).toBeGreaterThan(0);
    expect(evidence.kind).toBe('e-process');
  });
});

test('equilibrium is compared in function space, with the number of trials', async () => {
  const { observations, evidence } = await check(sgd, 'equilibrium', digits, 1);
  expect(observations).toEqual([
    expect.stringMatching(/^predicted labels: ℓ1 distance 0\.\d+ .* 0\.\d+ expected .* \(\d+ trials a start, 360 test inputs\)$/),
  ]);
  const metrics = (evidence as { metrics: readonly { metric: string }[] }).metrics.map(({ metric }) => metric);
  expect(metrics).toEqual(['log-effective-rate', 'squared-angular-update', 'loss', 'test-accuracy', 'label-distribution']);
});

test(`a failure that was found under noise fails again on each of ${runs(2, 20)} fresh seeds`, async () => {
  const law = lawOf('norm-balance');
  const { counterexample } = await check(strongDecay, 'norm-balance', noise, 2);
  const context = { ...contextOf(subjectOf(strongDecay), { objective: objective(noise) }), replicaLimit: 128 };
  const verdicts = await Promise.all(
    Array.from(
      { length: runs(2, 20) },
      async (_, seed) => (await law.replay({ ...context, seed: 1000 + seed }, counterexample!)).verdict,
    ),
  );
  expect(verdicts).toEqual(Array<string>(runs(2, 20)).fill('refuted'));
});

describe('norm-balance is exact in any number of dimensions, and claims no norm where the noise has none', () => {
  const quantities = async (stage: string, optimizer: Optimizer, seed: number): Promise<Record<string, string>> => {
    const { evidence } = await check(optimizer, 'norm-balance', stage, seed);
    const { metrics } = evidence as { metrics: readonly { metric: string; verdict: string }[] };
    return Object.fromEntries(metrics.map(({ metric, verdict }) => [metric, verdict]));
  };
  test.each(['dimension=2', 'dimension=3', 'dimension=7'])('isotropic-noise?%s', async (option) => {
    expect(await quantities(`isotropic-noise?${option}`, sgd, 1)).toMatchObject({ rotation: 'holds', norm: 'holds' });
    expect((await check(strongDecay, 'norm-balance', `isotropic-noise?${option}`, 1)).verdict).toBe('refuted');
  });
  test.each(nightly ? ['alpha=1.2', 'alpha=1.5', 'alpha=1.5&dimension=2'] : ['alpha=1.5'])(
    'isotropic-noise?%s',
    async (option) => {
      const found = await quantities(`isotropic-noise?${option}`, sgd, 1);
      expect(found.rotation).toBe('holds');
      expect(found.norm).toBeUndefined();
      // Under tails as heavy as these the means of a window move, so that a wrong decay may stay undecided; it never holds.
      if (nightly) expect((await check(strongDecay, 'norm-balance', `isotropic-noise?${option}`, 1)).verdict).not.toBe('holds');
    },
  );
  test('other rules ask for many weights and for squares that settle', () => {
    const asked = (stage: string): true | string => lawOf('norm-balance').applies(subjectOf(heavyBall), objective(stage));
    expect(asked('isotropic-noise?dimension=30')).toBe(true);
    expect(asked('isotropic-noise?dimension=3')).toMatch('many weights');
    expect(asked('isotropic-noise?alpha=1.5')).toMatch('nearly constant length');
  });
});

/** AdamW with constants of a size of their own beside its moments, and the roots of these that published code has. */
const withConstants = (name: string, root: (v: number, epsilon: number) => number, epsilon?: number): Optimizer => ({
  name,
  hyperparameters: { beta1: 0.9, beta2: 0.999, ...(epsilon !== undefined && { epsilon }) },
  init: ({ parameters }) => ({
    m: parameters.map(({ data }) => new Float64Array(data.length)),
    v: parameters.map(({ data }) => new Float64Array(data.length)),
  }),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    const { beta1, beta2 } = hyperparameters;
    const { m, v } = state as { m: Float64Array[]; v: Float64Array[] };
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const g = gradients[i].data[j];
        m[i][j] = beta1 * m[i][j] + (1 - beta1) * g;
        v[i][j] = beta2 * v[i][j] + (1 - beta2) * g * g;
        const divisor = root(v[i][j] / (1 - beta2 ** step), hyperparameters.epsilon);
        w[j] -= learningRate * (m[i][j] / (1 - beta1 ** step) / divisor + weightDecay * w[j]);
      }
    });
  },
});

// Each was refuted: twenty octaves away on the orbit the constant is as large as the gradients.
test.each([
  withConstants('ε = 1e-8 that is no option', (v) => Math.sqrt(v) + 1e-8),
  withConstants('ε = 1e-8 within the root that is no option', (v) => Math.sqrt(v + 1e-8)),
  withConstants('ε within the root and beside it', (v, epsilon) => Math.sqrt(v + epsilon) + epsilon, 1e-8),
])('$name does not speak against equilibrium', async (optimizer) => {
  expect((await check(optimizer, 'equilibrium', `${noise}?dimension=32`, 3)).verdict).toBe('holds');
});
