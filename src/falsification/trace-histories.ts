import type { Reading } from '../experiments/reading.ts';
import { runArms } from '../experiments/run-arms.ts';
import { sampleStandardDeviation } from '../statistics/descriptive.ts';
import type { Laboratory } from './evaluate.ts';
import { sceneOf } from './scene.ts';
import type { Setting } from './setting.ts';

/** One metric of one run over time. */
export interface Trace {
  readonly metric: string;
  readonly run: 'first' | 'second';
  /** `time` is κt since the start of the run; the mean over replicas has this standard error. */
  readonly points: readonly { readonly time: number; readonly mean: number; readonly error: number }[];
}

/** Replicas whose mean is shown, and points of a curve. */
const [REPLICAS, POINTS] = [16, 48];

/** What the histories of a setting do: every metric that is recorded, from the start to the end of what is compared. */
export async function traceHistories(laboratory: Laboratory, setting: Setting): Promise<readonly Trace[]> {
  const { conjecture, engine, seed, fixed } = laboratory;
  const { claim } = await conjecture.stateOf(engine, setting, fixed);
  const { objective, optimizer } = sceneOf(setting, fixed);
  const arms = claim
    .arms(1)
    .map((arm) => ({ ...arm, traceAt: pointsUpTo(Math.max(...arm.windows.map(({ to }) => to))), snapshots: 0 }));
  const replicas = { first: 0, count: REPLICAS };
  const { readings } = await runArms({ engine, objective, optimizer, seed }, 'trace', arms, claim.metrics, replicas);
  return arms.flatMap(({ traceAt }, arm) =>
    claim.metrics.map((metric): Trace => {
      const at = (point: number): number[] =>
        readings.map((each: readonly Reading[]) => each[arm].at(metric, point)).filter((value) => Number.isFinite(value));
      const points = traceAt.flatMap((step, point) => {
        const values = at(point);
        if (values.length < 2) return [];
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return [{ time: setting.rate * step, mean, error: sampleStandardDeviation(values) / Math.sqrt(values.length) }];
      });
      return { metric: metric.name, run: arm === 0 ? 'first' : 'second', points };
    }),
  );
}

function pointsUpTo(end: number): number[] {
  return [...new Set(Array.from({ length: POINTS }, (_, i) => Math.max(1, Math.round(((i + 1) * end) / POINTS))))];
}
