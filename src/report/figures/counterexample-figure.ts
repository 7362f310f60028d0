import type { Counterexample, DoseCurve } from '../../falsification/counterexample.ts';
import type { Space } from '../../falsification/space/space.ts';
import type { Effect } from '../../falsification/task.ts';
import type { Trace, TracePoint } from '../../falsification/trace-histories.ts';
import type { Figure, FigurePanel, FigurePoint } from '../../records/figure.ts';
import { formatNumber } from '../format-number.ts';

/** Standard errors to either side of a point. */
const WIDE = 2;
/** Metrics that are shown over time. */
const METRICS = 3;
/** Doses up to which each is labelled. */
const LABELLED = 4;

/** What a figure shows of a counterexample. */
export interface CounterexampleView {
  readonly counterexample: Counterexample;
  /** What is essential to it, to begin a sentence with. */
  readonly condition: string;
  readonly traces: readonly Trace[];
  readonly space: Space;
}

/** What a counterexample looks like: its effect against the dose of each ingredient, and what its runs do over time. */
export function counterexampleFigure({ counterexample, condition, traces, space }: CounterexampleView): Figure {
  const { sentence, doses, effect, breaches } = counterexample;
  const where = breaches.length === 0 ? ' inside the claimed domain' : '';
  // What it is told by goes first.
  const shown = [...traces].sort((a, b) => Number(b.metric === effect.metric) - Number(a.metric === effect.metric));
  return {
    title: `${condition}, ${effect.metric} is off by ${signed(effect.mean)}${where}`,
    caption: `${sentence} First, how far ${effect.metric} is from what is claimed: means over replicas with ${WIDE} standard errors, and the tolerance. Then the runs over time, in units of 1/(ηλ); the black line is where the claim puts ${traces[0]?.runs.length === 1 ? 'the run in the end' : 'the second run'}.`,
    columns: 2,
    panels: [
      // One amount is no curve.
      ...doses.filter(({ points }) => points.length > 1).map((curve) => dosePanel(curve, counterexample, space)),
      ...shown.slice(0, METRICS).map((trace) => tracePanel(trace)),
    ],
  };
}

function dosePanel({ path, points, threshold }: DoseCurve, { effect }: Counterexample, space: Space): FigurePanel {
  const { metric, tolerance } = effect;
  const values = points.map(({ value }) => value);
  const ends = [Math.min(...values), Math.max(...values)];
  const level = (y: number): FigurePoint[] => ends.map((x) => ({ x, y }));
  const { name } = space.field(path);
  const isWide = values.every((value) => value > 0) && ends[1] > 4 * ends[0];
  return {
    title:
      threshold === null
        ? `How it depends on the ${name.replace(/^the /, '')}`
        : `Refuted from ${formatNumber(threshold[1])} on, and not at ${formatNumber(threshold[0])}`,
    x: {
      label: name,
      scale: isWide ? 'logarithmic' : 'linear',
      // A few values are told as they are; of more, labels would run into each other.
      ...(values.length <= LABELLED && { ticks: values }),
    },
    y: { label: `${metric}, off by` },
    series: [
      { name: 'what is claimed', kind: 'theory', points: level(0) },
      { name: 'off by', kind: 'measured', points: points.flatMap((each) => pointOf(each.value, each.effect)) },
      { name: 'tolerance', kind: 'bound', points: level(tolerance) },
      { name: 'tolerance', kind: 'bound', points: level(-tolerance) },
    ],
  };
}

function pointOf(x: number, effect: Effect | null): FigurePoint[] {
  return effect === null ? [] : [interval(x, effect.mean, effect.error ?? 0)];
}

function interval(x: number, y: number, error: number): FigurePoint {
  return { x, y, low: y - WIDE * error, high: y + WIDE * error };
}

function tracePanel({ metric, description, runs, claimed: { level, from, to } }: Trace): FigurePanel {
  const names = runs.length === 1 ? ['the run'] : ['first run', 'second run'];
  const drawn = (points: readonly TracePoint[]): FigurePoint[] =>
    points.map(({ time, mean, error }) => interval(time, mean, error));
  return {
    title: `The ${metric.replaceAll('-', ' ')} over time`,
    x: { label: 'ηλ·t' },
    y: { label: description },
    series: [
      ...runs.map((points, run) => ({ name: names[run], kind: 'measured' as const, points: drawn(points) })),
      { name: 'what is claimed', kind: 'theory', points: [from, to].map((x) => ({ x, y: level })) },
    ],
  };
}

/** With the sign that is used in print. */
function signed(value: number): string {
  return formatNumber(Number(value.toPrecision(2))).replace('-', '−');
}
