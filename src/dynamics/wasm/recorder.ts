import { copy, type Tensor } from '../../arithmetic/tensor.ts';
import type { StepView } from '../../metrics/metric.ts';
import type { EnsembleRecord, Experiment } from '../../experiments/experiment.ts';
import { valueAt } from '../../experiments/schedule.ts';

/** Where a step counts: indices into the windows and into the trace. */
interface Places {
  readonly windows: readonly number[];
  readonly points: readonly number[];
}

/** Collects what an experiment records, as the reference engine does: sums over windows in the order of the steps, and traces. */
export class Recorder {
  private readonly experiment: Experiment;
  private readonly sums: readonly Float64Array[];
  private readonly traces: readonly Float64Array[];
  private readonly snapshots: (readonly Tensor[])[][];
  /** Indices of the metrics that are functions of a step's summary, and of the others. */
  private readonly summarised: readonly number[];
  private readonly measured: readonly number[];

  constructor(experiment: Experiment) {
    const { metrics, windows, traceAt = [], snapshotAt = [], replicas } = experiment;
    this.experiment = experiment;
    this.sums = metrics.map(() => new Float64Array(replicas.count * windows.length));
    this.traces = metrics.map(() => new Float64Array(replicas.count * traceAt.length));
    this.snapshots = Array.from({ length: replicas.count }, () => snapshotAt.map(() => []));
    const indices = [...metrics.keys()];
    this.summarised = indices.filter((i) => metrics[i].summary !== undefined);
    this.measured = indices.filter((i) => metrics[i].summary === undefined);
  }

  /** Whether anything is recorded at a step. */
  records(step: number): boolean {
    const { windows, points } = this.placesOf(step);
    return windows.length > 0 || points.length > 0;
  }

  /** Whether the tensors of a step are needed. */
  measures(step: number): boolean {
    return this.measured.length > 0 && this.records(step);
  }

  /** Whether the parameters after a step are kept. */
  keeps(step: number): boolean {
    return this.experiment.snapshotAt?.includes(step) === true;
  }

  /** Keeps the parameters of one row after a step. */
  keep(step: number, row: number, parameters: readonly Tensor[]): void {
    this.experiment.snapshotAt!.forEach((at, point) => {
      if (at === step) this.snapshots[row][point] = parameters.map(copy);
    });
  }

  /** Records the summarised metrics of some rows at a step; `summaries[start + row·stride]` begins the summary of a row. */
  summarise(step: number, firstRow: number, rows: number, summaries: Float64Array, start: number, stride: number): void {
    const places = this.placesOf(step);
    const { metrics } = this.experiment;
    const learningRate = valueAt(this.experiment.learningRate, step);
    const weightDecay = valueAt(this.experiment.weightDecay, step);
    for (let row = 0; row < rows; row++) {
      const at = start + row * stride;
      const summary = {
        loss: summaries[at],
        meanLogSquare: summaries[at + 1],
        meanSquaredChord: summaries[at + 2],
        meanGradientMoment: summaries[at + 3],
        learningRate,
        weightDecay,
      };
      for (const i of this.summarised) this.add(i, firstRow + row, places, metrics[i].summary!.value(summary));
    }
  }

  /** Records the other metrics of one row. */
  measure(step: number, row: number, view: Omit<StepView, 'objective' | 'learningRate' | 'weightDecay'>): void {
    const places = this.placesOf(step);
    const { metrics, objective } = this.experiment;
    const learningRate = valueAt(this.experiment.learningRate, step);
    const weightDecay = valueAt(this.experiment.weightDecay, step);
    for (const i of this.measured)
      this.add(i, row, places, metrics[i].measure({ ...view, objective, learningRate, weightDecay }));
  }

  /** The record, once all steps were run. */
  finish(): EnsembleRecord {
    const { metrics, windows, replicas, steps, every = 1 } = this.experiment;
    const readings = windows.map(({ from, to }) => {
      const last = Math.min(to, steps);
      const first = from < 1 ? from + every * Math.ceil((1 - from) / every) : from;
      return first > last ? 0 : Math.floor((last - first) / every) + 1;
    });
    for (const sums of this.sums) for (let i = 0; i < sums.length; i++) sums[i] /= readings[i % windows.length];
    const named = (values: readonly Float64Array[]): Record<string, Float64Array> =>
      Object.fromEntries(metrics.map(({ name }, i) => [name, values[i]]));
    const kept = this.experiment.snapshotAt === undefined ? {} : { snapshots: this.snapshots };
    return { windowMeans: named(this.sums), traces: named(this.traces), ...kept, replicaSteps: replicas.count * steps };
  }

  private add(metric: number, row: number, { windows, points }: Places, value: number): void {
    const { windows: allWindows, traceAt = [] } = this.experiment;
    for (const window of windows) this.sums[metric][row * allWindows.length + window] += value;
    for (const point of points) this.traces[metric][row * traceAt.length + point] = value;
  }

  private placesOf(step: number): Places {
    const { windows, traceAt = [], every = 1 } = this.experiment;
    return {
      windows: windows.flatMap(({ from, to }, i) => (step >= from && step <= to && (step - from) % every === 0 ? [i] : [])),
      points: traceAt.flatMap((at, i) => (at === step ? [i] : [])),
    };
  }
}
