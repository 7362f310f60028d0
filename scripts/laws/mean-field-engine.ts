import type { Engine, EnsembleRecord, Experiment, Objective, Stream, Tensor } from '../../src/index.ts';
import { stream, valueAt } from '../../src/index.ts';
import { innerProducts } from '../../src/metrics/groups.ts';

/** What a replica does all along. */
interface ReplicaFault {
  /** Added to ln ρ². */
  readonly offset?: number;
  /** Whether all that is read is NaN. */
  readonly diverges?: boolean;
}

/** Noise that is added to what is read, in logarithms. Streams of initialisation name the arm. */
export interface Noise {
  /** Of the mean of a block, independently of all others. */
  block?(source: Stream): number;
  /** Of the means of `n` blocks in turn, instead of `block`. */
  series?(source: Stream, n: number): number[];
  replica?(source: Stream, initialisation: string): ReplicaFault;
  /** What is added to ln ρ at a time Σηλ. */
  drift?(initialisation: string): (clock: number) => number;
}

/** The course of the mean under one schedule, with running sums, of which index t is before step t. */
interface Course {
  readonly logNorm: Float64Array;
  readonly chord: Float64Array;
  readonly logRate: Float64Array;
  /** Σηλ up to and with a step. */
  readonly clock: Float64Array;
  readonly sums: readonly Float64Array[];
}

/** A point of a course, or the mean over a window of it. */
type Point = Readonly<Record<'logNorm' | 'chord' | 'logRate', number>>;

/** Courses that are remembered. */
const REMEMBERED = 256;

/**
 * An engine that trains nothing: the norm follows its exact mean course for SGD under noise of unit second moment,
 *
 *     Q ← (1 − ηλ)² Q + η²/Q,   Q = ρ²,   cos = (1 − ηλ) ρ/ρ⁺,
 *
 * so that every law of SGD is true of it, and noise of a known kind is added to what is read. A run of a law takes milliseconds.
 */
export function meanFieldEngine(noise: Noise): Engine {
  const courses = new Map<string, Course>();

  function courseOf(experiment: Experiment, start: number): Course {
    const { learningRate, weightDecay, steps } = experiment;
    const key = JSON.stringify([learningRate, weightDecay, steps, start]);
    const known = courses.get(key);
    if (known !== undefined) return known;
    const course = meanCourse(experiment, start);
    if (courses.size > REMEMBERED) courses.delete(courses.keys().next().value!);
    courses.set(key, course);
    return course;
  }

  return {
    name: 'mean-field',
    supports: () => true,
    run(experiment) {
      const {
        objective,
        metrics,
        windows,
        traceAt = [],
        snapshotAt = [],
        replicas,
        seed,
        streams,
        initScale,
        starts,
      } = experiment;
      const empty = (points: number): Record<string, Float64Array> =>
        Object.fromEntries(metrics.map(({ name }) => [name, new Float64Array(replicas.count * points)]));
      const [windowMeans, traces] = [empty(windows.length), empty(traceAt.length)];
      const snapshots: Tensor[][][] = [];
      const source = stream(seed, 'mean-field', streams.initialisation);
      for (let row = 0; row < replicas.count; row++) {
        const start = Math.abs(initScale) * (starts === undefined ? 1 : normOf(objective, starts[row]));
        const course = courseOf(experiment, Number(start.toPrecision(6)));
        source.seek(replicas.first + row, 0);
        const { offset = 0, diverges = false } = noise.replica?.(source, streams.initialisation) ?? {};
        const drift = noise.drift?.(streams.initialisation) ?? (() => 0);
        for (const { name } of metrics) {
          const blocks = noise.series?.(source, windows.length) ?? windows.map(() => noise.block!(source));
          windows.forEach(({ from, to }, i) => {
            const mean = (k: number): number => (course.sums[k][to] - course.sums[k][from - 1]) / (to - from + 1);
            const point = { logNorm: mean(0), chord: mean(1), logRate: mean(2) };
            const value = read(name, point, blocks[i], offset, drift(course.clock[(from + to) >> 1]));
            windowMeans[name][row * windows.length + i] = diverges ? NaN : value;
          });
          traceAt.forEach((at, i) => {
            const now = { logNorm: course.logNorm[at], chord: course.chord[at], logRate: course.logRate[at] };
            const value = diverges ? NaN : read(name, now, 0, offset, drift(course.clock[at - 1]));
            traces[name][row * traceAt.length + i] = value;
          });
        }
        if (snapshotAt.length > 0) {
          const norms = snapshotAt.map((at) => Math.exp(course.logNorm[Math.min(at, experiment.steps) + 1]));
          snapshots.push(norms.map((norm) => tensorsOf(objective, norm, source)));
        }
      }
      return { windowMeans, traces, snapshots, replicaSteps: replicas.count * experiment.steps } satisfies EnsembleRecord;
    },
  };
}

function meanCourse({ learningRate, weightDecay, steps }: Experiment, start: number): Course {
  const [logNorm, chord, logRate, clock] = Array.from({ length: 4 }, () => new Float64Array(steps + 2));
  let q = start * start;
  for (let step = 1; step <= steps; step++) {
    const rate = valueAt(learningRate, step);
    const share = rate * valueAt(weightDecay, step);
    const keep = 1 - share;
    clock[step] = clock[step - 1] + share;
    const next = keep * keep * q + (rate * rate) / q;
    logNorm[step] = 0.5 * Math.log(q);
    chord[step] = 2 - 2 * keep * Math.sqrt(q / next);
    logRate[step] = Math.log(rate);
    q = next;
  }
  logNorm[steps + 1] = 0.5 * Math.log(q);
  return { logNorm, chord, logRate, clock, sums: [logNorm, chord, logRate].map(running) };
}

/** A metric from the course of the mean: noise and offset move ln ρ, and rotation as much as its square root moves with ρ. */
function read(name: string, { logNorm, chord, logRate }: Point, noise: number, offset: number, drift: number): number {
  const norm = logNorm + drift + (noise + offset) / 2;
  if (name === 'log-weight-norm') return norm;
  if (name === 'log-effective-rate') return logRate - 2 * norm;
  const factor = Math.exp(Math.max(-1, Math.min(1, noise)) + offset);
  if (name === 'squared-angular-update') return chord * factor;
  // To the order of the chord, ln cos = −chord²/2 moves with it.
  if (name === 'log-cosine') return Math.log(1 - chord / 2) * factor;
  if (name === 'fourth-power') return Math.exp(4 * logNorm + 2 * (Math.max(-1, Math.min(1, noise)) + offset) + 4 * drift);
  if (name === 'second-order-gain') return Math.exp(-4 * logNorm - 2 * offset - 4 * drift);
  if (name === 'gradient-moment') return Math.exp(Math.max(-1, Math.min(1, noise)));
  throw new Error(`the mean-field engine does not know ${name}`);
}

function running(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length);
  for (let i = 1; i < values.length; i++) sums[i] = sums[i - 1] + values[i];
  return sums;
}

function normOf({ groups }: Objective, tensors: readonly Tensor[]): number {
  return Math.sqrt(innerProducts(groups, tensors, tensors)[0]);
}

function tensorsOf({ parameters }: Objective, norm: number, source: Stream): Tensor[] {
  return parameters.map(({ shape }) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const data = Float64Array.from({ length: size }, () => source.uniform() - 0.5);
    const length = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0));
    return { shape, data: data.map((x) => (x / length) * norm) };
  });
}
