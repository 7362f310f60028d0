import type { Counterexample, DoseCurve } from '../../falsification/counterexample.ts';
import type { Effect } from '../../falsification/task.ts';
import type { Trace } from '../../falsification/trace-histories.ts';
import type { Figure, FigurePanel, FigurePoint } from '../../records/figure.ts';

/** Standard errors to either side of a point. */
const WIDE = 2;
/** Metrics that are shown over time. */
const METRICS = 3;

/** What a counterexample looks like: its effect against the dose of each ingredient, and what both runs do over time. */
export function counterexampleFigure(counterexample: Counterexample, traces: readonly Trace[]): Figure {
  const { conjecture, slug, sentence, doses, effect } = counterexample;
  const metrics = [...new Set(traces.map(({ metric }) => metric))];
  // What it is told by goes first.
  const shown = [...metrics.filter((name) => name === effect.metric), ...metrics.filter((name) => name !== effect.metric)];
  return {
    title: `${conjecture}: ${slug}`,
    caption: `${sentence} Points: means over replicas with ${WIDE} standard errors; dashed: the tolerance. Time is in units of the time in which a run forgets.`,
    panels: [
      ...doses.map((curve) => dosePanel(curve, counterexample)),
      ...shown.slice(0, METRICS).map((metric) => tracePanel(metric, traces)),
    ],
  };
}

function dosePanel({ path, points }: DoseCurve, { effect: { metric, tolerance } }: Counterexample): FigurePanel {
  const values = points.map(({ value }) => value);
  const ends = [Math.min(...values), Math.max(...values)];
  const bound = (y: number): FigurePoint[] => ends.map((x) => ({ x, y }));
  return {
    title: `effect on ${metric}`,
    x: { label: path, scale: values.every((value) => value > 0) && ends[1] > 4 * ends[0] ? 'logarithmic' : 'linear' },
    y: { label: `difference of ${metric}` },
    series: [
      { name: 'second run − first', kind: 'measured', points: points.flatMap((each) => pointOf(each.value, each.effect)) },
      { name: 'tolerance', kind: 'bound', points: bound(tolerance) },
      { name: 'tolerance', kind: 'bound', points: bound(-tolerance) },
    ],
  };
}

function pointOf(x: number, effect: Effect | null): FigurePoint[] {
  if (effect === null) return [];
  const width = WIDE * (effect.error ?? 0);
  return [{ x, y: effect.mean, low: effect.mean - width, high: effect.mean + width }];
}

function tracePanel(metric: string, traces: readonly Trace[]): FigurePanel {
  return {
    title: metric,
    x: { label: 'κt' },
    y: { label: metric },
    series: traces
      .filter((trace) => trace.metric === metric)
      .map(({ run, points }) => ({
        name: `${run} run`,
        kind: 'measured',
        points: points.map(({ time, mean, error }) => ({
          x: time,
          y: mean,
          low: mean - WIDE * error,
          high: mean + WIDE * error,
        })),
      })),
  };
}
