import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Engine, Experiment } from '../../src/experiments/experiment.ts';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import { ensembleMemory } from '../../src/dynamics/ensemble-memory.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { laws } from '../../src/laws/index.ts';
import type { LawContext, Verdict } from '../../src/laws/law.ts';
import type { LawId } from '../../src/laws/law-id.ts';
import { gradientMoment } from '../../src/metrics/gradient-moment.ts';
import { logEffectiveRate } from '../../src/metrics/log-effective-rate.ts';
import { logWeightNorm } from '../../src/metrics/log-weight-norm.ts';
import { squaredAngularUpdate } from '../../src/metrics/squared-angular-update.ts';
import { objective } from '../../src/objectives/reference.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

/** Counts what it is asked to compute. */
function counting(): Engine & { count: number } {
  const engine = {
    name: 'counting',
    count: 0,
    supports: () => true as const,
    run: (experiment: Experiment) => {
      engine.count += 1;
      return fastestEngine.run(experiment);
    },
  };
  return engine;
}

const noise = objective('isotropic-noise');
const experiments = fc.record({
  objective: fc.constantFrom(noise, objective('quadratic-ratio')),
  optimizer: fc.constantFrom(sgd, heavyBall),
  learningRate: fc.constantFrom(0.5, 1),
  weightDecay: fc.constantFrom(0, -0, 0.01),
  initScale: fc.constantFrom(1, 3),
  precision: fc.constantFrom('float64' as const, 'float32' as const),
  seed: fc.constantFrom(1, '1'),
  streams: fc.record({ initialisation: fc.constant('initialisation'), data: fc.constantFrom('data', 'other') }),
  replicas: fc.record({ first: fc.constantFrom(0, 2), count: fc.constantFrom(1, 2) }),
  steps: fc.constant(4),
  metrics: fc.constantFrom(
    [logWeightNorm],
    [logWeightNorm, squaredAngularUpdate],
    [gradientMoment],
    [logEffectiveRate(1)],
    [logEffectiveRate(2)],
    [{ ...logWeightNorm }],
  ),
  windows: fc.constantFrom([{ from: 1, to: 4 }], [{ from: 3, to: 4 }]),
});

test('what is remembered is what the engine computes, whatever was asked before', () => {
  fc.assert(
    fc.asyncProperty(fc.array(experiments, { minLength: 1, maxLength: 12 }), async (asked) => {
      const engine = ensembleMemory().engine(fastestEngine, sgd);
      for (const experiment of asked) expect(await engine.run(experiment)).toEqual(await fastestEngine.run(experiment));
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('computes the same content once, for any copy of the subject, and never for another optimizer', async () => {
  const counted = counting();
  const memory = ensembleMemory();
  const [first] = fc.sample(experiments, { seed: 2, numRuns: 1 });
  const copies = [{ ...sgd }, { ...sgd }];
  const records = await Promise.all(
    copies.map((optimizer) => memory.engine(counted, optimizer).run({ ...first, optimizer, seed: 1 })),
  );
  expect(records[1]).toBe(records[0]);
  expect(counted.count).toBe(1);
  for (const other of [{ seed: '1' }, { optimizer: heavyBall }, { weightDecay: [NaN] }, { weightDecay: [null as never] }])
    await memory.engine(counted, copies[0]).run({ ...first, optimizer: copies[0], seed: 1, ...other });
  expect(counted.count).toBe(5);
  const kept = { ...first, optimizer: copies[0], seed: 1, snapshotAt: [2] };
  for (let i = 0; i < 2; i++) await memory.engine(counted, copies[0]).run(kept);
  expect(counted.count).toBe(7);
});

test('laws of the same ensembles give the same verdicts with it, and run less', async () => {
  const shared: LawId[] = ['effective-rate-scaling', 'norm-balance'];
  const subject = { optimizer: sgd, profile: inferProfile(sgd) };
  const digits = objective('digits-mlp');
  const ask = (id: LawId, engine: Engine): Verdict | Promise<Verdict> => {
    const context: LawContext = { subject, objective: digits, engine, seed: 1, alpha: 1e-3, configurations: 1, replicaLimit: 64 };
    return laws.find((law) => law.id === id)!.check(context);
  };
  const [alone, together] = [counting(), counting()];
  const remembering = ensembleMemory().engine(together, sgd);
  for (const id of shared) expect(await ask(id, remembering)).toEqual(await ask(id, alone));
  // The search, the pilot and the first batches of the confirmation.
  expect(together.count).toBeLessThan(0.7 * alone.count);
});
