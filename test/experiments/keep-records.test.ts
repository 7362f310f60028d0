import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Engine, Experiment } from '../../src/experiments/experiment.ts';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import { keepRecords } from '../../src/experiments/keep-records.ts';
import { nameOptimizer } from '../../src/experiments/name.ts';
import { recordStore } from '../../src/experiments/record-store.ts';
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
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

/** Counts what it is asked to compute. */
function counting(): Engine & { count: number } {
  const engine = {
    ...fastestEngine,
    count: 0,
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
      const engine = keepRecords(fastestEngine, recordStore());
      for (const experiment of asked) expect(await engine.run(experiment)).toEqual(await fastestEngine.run(experiment));
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('computes the same content once, for any copy of what has a name, and never for another optimizer', async () => {
  const counted = counting();
  const engine = keepRecords(counted, recordStore());
  const [first] = fc.sample(experiments, { seed: 2, numRuns: 1 });
  const copyOf = (): Optimizer =>
    nameOptimizer({ ...heavyBall, update: (step) => heavyBall.update(step) }, { reference: 'the subject' });
  const copies = [copyOf(), copyOf()];
  const asked = { ...first, metrics: [logWeightNorm], optimizer: copies[0], seed: 1 };
  const records = await Promise.all(copies.map((optimizer) => engine.run({ ...asked, optimizer })));
  expect(records[1]).toBe(records[0]);
  expect(counted.count).toBe(1);
  // Unlike anything before, each of these.
  const unnamed = { ...heavyBall, update: (step: Parameters<Optimizer['update']>[0]) => heavyBall.update(step) };
  const others: Partial<Experiment>[] = [
    { seed: '1' },
    { optimizer: heavyBall },
    { optimizer: sgd },
    { weightDecay: [NaN] },
    { weightDecay: [null as never] },
    { optimizer: unnamed },
    { optimizer: { ...unnamed, hyperparameters: { momentum: 0.5 } } },
    { objective: { ...asked.objective } },
    { snapshotAt: [2] },
  ];
  for (const [i, other] of others.entries()) {
    await engine.run({ ...asked, ...other });
    await engine.run({ ...asked, ...other });
    expect(counted.count).toBe(2 + i);
  }
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
  const remembering = keepRecords(together, recordStore());
  for (const id of shared) expect(await ask(id, remembering)).toEqual(await ask(id, alone));
  // The search, the pilot and the first batches of the confirmation.
  expect(together.count).toBeLessThan(0.7 * alone.count);
});
