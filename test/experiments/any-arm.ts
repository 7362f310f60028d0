import fc from 'fast-check';
import type { Tensor } from '../../src/arithmetic/tensor.ts';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import { referenceEngine } from '../../src/dynamics/reference-engine.ts';
import type { Arm } from '../../src/experiments/arm.ts';
import type { Bench } from '../../src/experiments/run-arms.ts';
import type { Schedule } from '../../src/experiments/schedule.ts';
import type { Start } from '../../src/experiments/start.ts';
import { gradientMoment } from '../../src/metrics/gradient-moment.ts';
import { logEffectiveRate } from '../../src/metrics/log-effective-rate.ts';
import { loss } from '../../src/metrics/loss.ts';
import type { Metric } from '../../src/metrics/metric.ts';
import { objective } from '../../src/objectives/reference.ts';
import { builtinOptimizer } from '../../src/optimizers/reference.ts';

const objectives = ['isotropic-noise?dimension=3', 'isotropic-noise?dimension=3&noise=4', 'quadratic-ratio'].map(objective);
const rates: fc.Arbitrary<Schedule> = fc.oneof(
  fc.constantFrom(0.25, 0.5),
  fc.constant([0.5, 0.25]),
  fc.constant({ pieces: [{ from: 1, value: 0.5 }, { from: 3, value: 0.25 }] }), // prettier-ignore
);
const tensors: readonly Tensor[] = [{ data: Float64Array.of(1, 2, 3), shape: [3] }];
const starts: fc.Arbitrary<Start | undefined> = fc.constantFrom(
  undefined,
  { kind: 'exact' },
  { kind: 'trained', learningRate: 0.5, weightDecay: 0.1, initScale: 1, steps: 3 },
  { kind: 'trained', learningRate: 0.5, weightDecay: 0.1, initScale: 1, steps: 3, start: { kind: 'exact' } },
);

/** Something that `runArms` runs, and its parts. */
export interface AnyArm {
  readonly bench: Bench;
  readonly phase: string;
  readonly arm: Arm;
  readonly metrics: readonly Metric[];
  readonly replicas: { readonly first: number; readonly count: number };
}

/** Small arms that differ in one thing or many, and run in milliseconds. */
export const anyArm: fc.Arbitrary<AnyArm> = fc
  .record({
    engine: fc.constantFrom(fastestEngine, referenceEngine),
    objective: fc.constantFrom(...objectives),
    optimizer: fc.constantFrom('sgd', 'heavy-ball', 'heavy-ball?momentum=0.5').map(builtinOptimizer),
    seed: fc.constantFrom(1, 2),
    phase: fc.constantFrom('search', 'confirm'),
    learningRate: rates,
    weightDecay: fc.constantFrom(0, -0, 0.1),
    initScale: fc.constantFrom(1, -1),
    initialisation: fc.constantFrom('first', 'second'),
    start: starts,
    snapshots: fc.constantFrom(0, 2),
    windows: fc.constantFrom([{ from: 1, to: 16 }], [{ from: 17, to: 32 }]),
    metrics: fc.constantFrom([loss], [gradientMoment], [logEffectiveRate(1)], [logEffectiveRate(2)]),
    first: fc.constantFrom(0, 1),
    count: fc.constantFrom(1, 2),
  })
  .map(({ engine, objective: trained, optimizer, seed, phase, metrics, first, count, start, snapshots, ...arm }) => ({
    bench: { engine, objective: trained, optimizer, seed },
    phase,
    arm: { ...arm, ...(start && { start }), ...(snapshots > 0 && { snapshots }) },
    metrics,
    replicas: { first, count },
  }));

/** An arm that begins at tensors of its own. */
export const givenArm: AnyArm = {
  bench: { engine: fastestEngine, objective: objectives[0], optimizer: builtinOptimizer('sgd'), seed: 1 },
  phase: 'given',
  arm: {
    learningRate: 0.5,
    weightDecay: 0.1,
    initScale: 1,
    initialisation: 'first',
    start: { kind: 'given', tensors: [[], tensors, tensors] },
    windows: [{ from: 1, to: 16 }],
  },
  metrics: [loss, gradientMoment],
  replicas: { first: 1, count: 2 },
};
