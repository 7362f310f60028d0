import type { Arm } from '../experiments/arm.ts';
import type { Reading } from '../experiments/reading.ts';
import { runArms } from '../experiments/run-arms.ts';
import type { Metric } from '../metrics/metric.ts';
import { sampleStandardDeviation } from '../statistics/descriptive.ts';
import type { Laboratory } from './evaluate.ts';
import { sceneOf } from './scene.ts';
import type { Setting } from './setting.ts';

/** One metric over time. */
export interface Trace {
  readonly metric: string;
  /** What the metric is, with its formula. */
  readonly description: string;
  /** One for each run, the first one first. */
  readonly runs: readonly (readonly TracePoint[])[];
  /** The level at which the claim puts the last run, over the time in which it is compared. */
  readonly claimed: { readonly level: number; readonly from: number; readonly to: number };
}

/** `time` is κt since the start of the run; the mean over replicas has this standard error. */
export interface TracePoint {
  readonly time: number;
  readonly mean: number;
  readonly error: number;
}

/** Replicas whose mean is shown, and points of a curve. */
const [REPLICAS, POINTS] = [32, 32];

/** What the histories of a setting do: every metric that is recorded, from the start to the end of what is compared. */
export async function traceHistories(laboratory: Laboratory, setting: Setting): Promise<readonly Trace[]> {
  const { conjecture, engine, seed, fixed } = laboratory;
  const { claim } = await conjecture.stateOf(engine, setting, fixed);
  const { objective, optimizer } = sceneOf(setting, fixed);
  const arms = claim.arms(1).map((arm) => ({ ...arm, traceAt: pointsOf(arm), snapshots: 0 }));
  const replicas = { first: 0, count: REPLICAS };
  const { readings } = await runArms({ engine, objective, optimizer, seed }, 'trace', arms, claim.metrics, replicas);
  const compared = arms[arms.length - 1].windows.at(-1)!;
  return claim.metrics.map((metric): Trace => {
    const first = meanOf(readings.map(([reading]) => reading.mean(metric, 0)));
    const level = conjecture.levelOf?.(metric.name, first, setting, fixed) ?? first;
    return {
      metric: metric.name,
      description: metric.description,
      runs: arms.map((arm, i) =>
        runOf(
          metric,
          arm.traceAt,
          readings.map((each) => each[i]),
          setting.rate,
        ),
      ),
      claimed: { level, from: setting.rate * compared.from, to: setting.rate * compared.to },
    };
  });
}

function runOf(metric: Metric, steps: readonly number[], readings: readonly Reading[], rate: number): TracePoint[] {
  return steps.flatMap((step, point) => {
    const values = readings.map((reading) => reading.at(metric, point)).filter((value) => Number.isFinite(value));
    if (values.length < 2) return [];
    const error = sampleStandardDeviation(values) / Math.sqrt(values.length);
    return [{ time: rate * step, mean: meanOf(values), error }];
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Steps from the first to the last that is read: the first ones, in which most happens, and then evenly. */
function pointsOf({ windows }: Arm): number[] {
  const end = Math.max(...windows.map(({ to }) => to));
  const early = [1, ...Array.from({ length: 3 }, (_, i) => ((i + 1) * end) / POINTS / 4)];
  const even = Array.from({ length: POINTS }, (_, i) => ((i + 1) * end) / POINTS);
  return [...new Set([...early, ...even].map((step) => Math.max(1, Math.round(step))))].sort((a, b) => a - b);
}
