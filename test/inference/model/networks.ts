import type { ModelRandom, PlainModel } from '../../../src/objectives/model/model.ts';

/** Sizes of the small networks that analysis is tested on. */
export const rows = 12;
export const inputs = 5;
export const units = 4;
export const classes = 3;

export interface Batch {
  readonly x: number[];
  readonly labels: number[];
}

export const batch = ({ random }: { random: ModelRandom }): Batch => ({
  x: Array.from({ length: rows * inputs }, () => random.normal()),
  labels: Array.from({ length: rows }, () => random.integer(classes)),
});

/** A top layer that is not trained. */
const fixedTop: readonly number[] = Array.from({ length: units * classes }, (_, i) => ((7 * i) % 11) / 5 - 1);

type Matrix = ArrayLike<number>;

/** [rows, n]·[n, m] */
export function product(x: Matrix, w: Matrix, m: number): number[] {
  const n = x.length / rows;
  return Array.from({ length: rows * m }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += x[Math.floor(at / m) * n + i] * w[i * m + (at % m)];
    return sum;
  });
}

/** Adds a vector to every row. */
export const plus = (x: readonly number[], bias: Matrix): number[] => x.map((value, at) => value + bias[at % bias.length]);
export const times = (x: readonly number[], gain: Matrix): number[] => x.map((value, at) => value * gain[at % gain.length]);
export const relu = (x: readonly number[]): number[] => x.map((value) => Math.max(0, value));

/** Over the rows of each column (`batch`) or the columns of each row (`layer`). */
export function normalised(x: readonly number[], over: 'batch' | 'layer', epsilon = 0): number[] {
  const m = x.length / rows;
  const same = (at: number, other: number): boolean =>
    over === 'batch' ? at % m === other % m : Math.floor(at / m) === Math.floor(other / m);
  return x.map((value, at) => {
    const run = x.filter((_, other) => same(at, other));
    const mean = run.reduce((sum, entry) => sum + entry, 0) / run.length;
    const variance = run.reduce((sum, entry) => sum + (entry - mean) * (entry - mean), 0) / run.length;
    return (value - mean) / Math.sqrt(variance + epsilon);
  });
}

/** Mean cross-entropy. */
export function crossEntropy(logits: readonly number[], labels: readonly number[]): number {
  return (
    labels.reduce((sum, label, row) => {
      const own = logits.slice(row * classes, (row + 1) * classes);
      const largest = Math.max(...own);
      return sum + largest + Math.log(own.reduce((total, z) => total + Math.exp(z - largest), 0)) - own[label];
    }, 0) / rows
  );
}

/** A network whose hidden output is given, under the fixed top layer. */
export function network(
  name: string,
  parameters: PlainModel['parameters'],
  hidden: (parameters: Record<string, Float64Array>, x: readonly number[]) => readonly number[],
): PlainModel<Batch> {
  return {
    name,
    parameters,
    batch,
    loss: ({ parameters: values, batch: { x, labels } }) =>
      crossEntropy(product(relu(hidden(values, x)), fixedTop, classes), labels),
  };
}
