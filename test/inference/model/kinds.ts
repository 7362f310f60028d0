import type { PlainModel } from '../../../src/objectives/model/model.ts';
import { batch, crossEntropy, inputs, normalised, plus, product, relu, rows, times, units, type Batch } from './networks.ts';

type Values = Record<string, Float64Array>;
type Hidden = (values: Values, x: readonly number[], batch: Batch) => readonly number[];

/** Top weights that are not trained, one an output. */
const top = (outputs: number): number[] =>
  Array.from({ length: outputs }, (_, j) => [0.5, -1, 0.25, 0.75, -0.4, 0.9][j % 6] * (1 + (j >> 2) / 8));

/** Squared errors of a fixed combination of outputs against the first input: the loss is quadratic in what a normaliser gives. */
export function regression(
  name: string,
  parameters: PlainModel['parameters'],
  hidden: Hidden,
  after: Partial<PlainModel> = {},
): PlainModel<Batch> {
  return {
    name,
    parameters,
    batch,
    loss: ({ parameters: values, batch: drawn }) => {
      const h = hidden(values, drawn.x, drawn);
      const weights = top(h.length / rows);
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        const y = weights.reduce((total, weight, j) => total + weight * h[row * weights.length + j], 0);
        sum += (y - drawn.x[row * inputs]) ** 2;
      }
      return sum / rows;
    },
    ...after,
  };
}

/** Over blocks of neighbouring columns of each row; the mean is taken off, or not. */
export function blocks(
  x: readonly number[],
  block: number,
  { epsilon = 0, outside = 0, centred = false }: { epsilon?: number; outside?: number; centred?: boolean } = {},
): number[] {
  const out = [...x];
  for (let from = 0; from < x.length; from += block) {
    const own = x.slice(from, from + block);
    const mean = centred ? own.reduce((sum, value) => sum + value, 0) / block : 0;
    const square = own.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / block;
    own.forEach((value, j) => (out[from + j] = (value - mean) / (Math.sqrt(square + epsilon) + outside)));
  }
  return out;
}

/** Over the batch and each column, with an epsilon outside of the root. */
export function batchOutside(x: readonly number[], outside: number): number[] {
  const m = x.length / rows;
  return x.map((value, at) => {
    const run = x.filter((_, other) => other % m === at % m);
    const mean = run.reduce((sum, entry) => sum + entry, 0) / rows;
    const variance = run.reduce((sum, entry) => sum + (entry - mean) ** 2, 0) / rows;
    return (value - mean) / (Math.sqrt(variance) + outside);
  });
}

const norm = (w: ArrayLike<number>): number => Math.sqrt(Array.from(w).reduce((sum, value) => sum + value * value, 0));

/** Weights of [outputs, inputs] or [inputs, outputs] with each row or column divided by its length. */
function weightNormalised(w: Float64Array, columns: number, along: 'row' | 'column', epsilon = 0): Float64Array {
  const label = (i: number): number => (along === 'row' ? Math.floor(i / columns) : i % columns);
  return w.map((value, i) => value / Math.sqrt(norm(w.filter((_, j) => label(j) === label(i))) ** 2 + epsilon));
}

export const transposed = (w: Float64Array, columns: number): Float64Array => {
  const rowsOf = w.length / columns;
  return w.map((_, at) => w[(at % rowsOf) * columns + Math.floor(at / rowsOf)]);
};

const rms = (x: readonly number[], settings = {}): number[] => blocks(x, x.length / rows, settings);
const kernel = { kernel: [inputs, units] };
const square = [units, units];
const linear = (x: readonly number[], w: Float64Array, m = units): number[] => product(x, w, m);
/** Attention of each row on the first four: scores from queries and keys, values of `v`. */
function attend(
  q: readonly number[],
  k: readonly number[],
  v: readonly number[],
  width: number,
  heads: number,
  scale = 1,
): number[] {
  const d = width / heads;
  const keys = 4;
  return Array.from({ length: rows * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    const head = Math.floor(column / d);
    const scores = Array.from({ length: keys }, (_, key) => {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += q[row * width + head * d + j] * k[key * width + head * d + j];
      return Math.exp(scale * sum);
    });
    const total = scores.reduce((sum, value) => sum + value, 0);
    return scores.reduce((sum, value, key) => sum + (value / total) * v[key * width + column], 0);
  });
}

/** Kinds of models, with what is right of each. `says` are the groups and roles, in the order of tensors. */
export const kinds: readonly { readonly model: PlainModel; readonly says: readonly string[] }[] = [
  { says: ['kernel: exact, whole'], model: regression('RMSNorm', kernel, ({ kernel: w }, x) => rms(linear(x, w))) },
  {
    says: ['kernel: nearly, whole'],
    model: regression('RMSNorm with ε', kernel, ({ kernel: w }, x) => rms(linear(x, w), { epsilon: 1e-5 })),
  },
  {
    says: ['kernel: nearly, whole', 'gamma: gain, 1 + w'],
    model: regression(
      'Gemma',
      { ...kernel, gamma: [units] },
      ({ kernel: w, gamma }, x) =>
        times(
          rms(linear(x, w), { epsilon: 1e-6 }),
          gamma.map((value) => 1 + value),
        ),
      {
        init: ({ parameters, random }) => {
          parameters.gamma.fill(0);
          for (const i of parameters.kernel.keys()) parameters.kernel[i] = random.normal();
        },
      },
    ),
  },
  {
    says: ['kernel: exact, whole', 'gamma: gain'],
    model: regression('gain', { ...kernel, gamma: [units] }, ({ kernel: w, gamma }, x) => times(rms(linear(x, w)), gamma)),
  },
  {
    says: ['kernel: exact, columns of 2'],
    model: regression('heads', { kernel: [inputs, 6] }, ({ kernel: w }, x) => blocks(linear(x, w, 6), 2)),
  },
  {
    says: ['kernel: exact, columns of 3'],
    model: regression('group norm', { kernel: [inputs, 6] }, ({ kernel: w }, x) => blocks(linear(x, w, 6), 3, { centred: true })),
  },
  {
    // Of two numbers about their mean only the sign of their difference is left.
    says: ['kernel: flat'],
    model: regression('group norm of two', { kernel: [inputs, 6] }, ({ kernel: w }, x) =>
      blocks(linear(x, w, 6), 2, { centred: true }),
    ),
  },
  {
    says: ['kernel: flat'],
    model: regression('signs', { kernel: [inputs, units] }, ({ kernel: w }, x) => linear(x, w).map(Math.sign)),
  },
  {
    says: ['kernel: exact, rows of 2'],
    model: regression('heads of [outputs, inputs]', { kernel: [6, inputs] }, ({ kernel: w }, x) =>
      blocks(linear(x, transposed(w, inputs), 6), 2),
    ),
  },
  {
    says: ['kernel: exact, slice 1'],
    model: regression('heads of [inputs, heads, dim]', { kernel: [inputs, 3, 2] }, ({ kernel: w }, x) =>
      blocks(linear(x, w, 6), 2),
    ),
  },
  {
    says: ['v: exact, row'],
    model: regression('weight norm', { v: [units, inputs] }, ({ v }, x) =>
      linear(x, transposed(weightNormalised(v, inputs, 'row'), inputs)).map(Math.tanh),
    ),
  },
  {
    says: ['v: exact, column'],
    model: regression('weight norm, wrong axis', { v: [units, inputs] }, ({ v }, x) =>
      linear(x, transposed(weightNormalised(v, inputs, 'column'), inputs)).map(Math.tanh),
    ),
  },
  {
    says: ['q: exact, columns of 2', 'k: exact, columns of 2', 'v: layer'],
    model: regression('QK norm', { q: [inputs, 4], k: [inputs, 4], v: [inputs, 4] }, ({ q, k, v }, x) =>
      attend(blocks(linear(x, q), 2), blocks(linear(x, k), 2), linear(x, v), 4, 2),
    ),
  },
  {
    says: ['q: layer', 'k: layer', 'v: exact, whole', 'balance q k: 1 -1'],
    model: regression('attention', { q: [inputs, 4], k: [inputs, 4], v: [inputs, 4] }, ({ q, k, v }, x) =>
      rms(attend(linear(x, q), linear(x, k), linear(x, v), 4, 1)),
    ),
  },
  {
    says: ['qkv: layer, columns of 2: 1 1 1 1 0 0'],
    model: regression('fused QKV', { qkv: [inputs, 12] }, ({ qkv }, x) => {
      const all = linear(x, qkv, 12);
      const part = (from: number): number[] =>
        Array.from({ length: rows * 4 }, (_, at) => all[Math.floor(at / 4) * 12 + from + (at % 4)]);
      return attend(blocks(part(0), 2), blocks(part(4), 2), part(8), 4, 2);
    }),
  },
  {
    says: ['stem + out: nearly, whole', 'into: nearly, whole'],
    model: regression('residual with ε', { stem: [inputs, units], into: square, out: square }, ({ stem, into, out }, x) => {
      const h = linear(x, stem);
      return rms(plus2(h, linear(relu(rms(linear(rms(h, { epsilon: 1e-4 }), into), { epsilon: 1e-4 })), out)), { epsilon: 1e-4 });
    }),
  },
  {
    // Each alone looks as if an epsilon were added outside the root; E and W₁ together are exactly invariant, and so are E and W₂.
    says: ['stem + into: exact, whole', 'out: layer', 'balance into out: 1 -1'],
    model: regression(
      'residual block of two layers',
      { stem: [inputs, units], into: square, out: square },
      ({ stem, into, out }, x) => {
        const h = linear(x, stem);
        return rms(plus2(h, linear(relu(linear(rms(h), into)), out)));
      },
    ),
  },
  {
    says: ['stem + into: nearly, whole', 'out: layer', 'balance into out: 1 -1'],
    model: regression('the same with ε', { stem: [inputs, units], into: square, out: square }, ({ stem, into, out }, x) => {
      const h = linear(x, stem);
      return rms(plus2(h, linear(relu(linear(rms(h), into)), out)), { epsilon: 1e-5 });
    }),
  },
  {
    // A tanh saturates, so that far out nothing changes any more: a threshold, and a temperature all the same.
    says: ['kernel: exact, whole', 't: gain, exp'],
    model: regression('temperature before a tanh', { ...kernel, t: [1] }, ({ kernel: w, t }, x) =>
      rms(linear(x, w)).map((y) => Math.tanh(Math.exp(t[0]) * y)),
    ),
  },
  {
    says: ['table: exact, row'],
    model: regression('embedding', { table: [5, units] }, ({ table }, x) => rms(lookUp(table, x))),
  },
  {
    says: ['table: layer'],
    model: {
      name: 'tied',
      parameters: { table: [5, 3] },
      batch,
      loss: ({ parameters: { table }, batch: { x, labels } }) =>
        crossEntropy(product(blocks(lookUp(table, x, 3), 3), transposed(table.slice(0, 9), 3), 3), labels),
    },
  },
  {
    says: ['kernel + bias: exact, whole'],
    model: regression('bias before a normaliser', { ...kernel, bias: [units] }, ({ kernel: w, bias }, x) =>
      rms(plus(linear(x, w), bias)),
    ),
  },
  {
    says: ['kernel: to-rounding, column', 'bias: unused'],
    model: regression('bias before batch norm', { ...kernel, bias: [units] }, ({ kernel: w, bias }, x) =>
      normalised(plus(linear(x, w), bias), 'batch'),
    ),
  },
  {
    says: ['kernel: layer'],
    model: regression('frozen statistics', kernel, ({ kernel: w }, x) => linear(x, w).map((value) => (value - 0.1) / 1.3)),
  },
  {
    says: ['kernel: exact, whole', 'top: layer', 'temperature: gain, exp'],
    model: {
      name: 'temperature',
      parameters: { ...kernel, top: [units, 3], temperature: [1] },
      batch,
      loss: ({ parameters: { kernel: w, top: t, temperature }, batch: { x, labels } }) =>
        crossEntropy(
          product(rms(linear(x, w)), t, 3).map((z) => z * Math.exp(temperature[0])),
          labels,
        ),
    },
  },
  {
    says: ['kernel: exact, whole', 'temperature: gain, 1 / w'],
    model: {
      name: 'temperature that divides',
      parameters: { ...kernel, temperature: [1] },
      init: ({ parameters }) => void parameters.temperature.fill(1.5),
      batch,
      loss: ({ parameters: { kernel: w, temperature }, batch: { x, labels } }) =>
        crossEntropy(
          product(rms(linear(x, w)), top(units * 3), 3).map((z) => z / temperature[0]),
          labels,
        ),
    },
  },
  {
    says: ['kernel: exact, whole', 'top: exact, column', 'scale: gain'],
    model: {
      name: 'cosine classifier',
      parameters: { ...kernel, top: [units, 3], scale: [1] },
      batch,
      loss: ({ parameters: { kernel: w, top: t, scale }, batch: { x, labels } }) =>
        crossEntropy(
          product(rms(linear(x, w)), weightNormalised(t, 3, 'column'), 3).map((z) => z * scale[0]),
          labels,
        ),
    },
  },
  {
    says: ['kernel: exact, row'],
    model: regression('convolution of [out, in, 3]', { kernel: [3, 2, 2] }, ({ kernel: w }, x) => {
      // Two channels of inputs, width 2: a window that wraps around.
      const h = Array.from({ length: rows * 3 }, (_, at) => {
        const [row, o] = [Math.floor(at / 3), at % 3];
        let sum = 0;
        for (let c = 0; c < 2; c++) for (let t = 0; t < 2; t++) sum += w[o * 4 + c * 2 + t] * x[row * inputs + 2 * c + t];
        return sum;
      });
      return normalised(h, 'batch');
    }),
  },
  {
    says: ['kernel: exact, slice 2'],
    model: regression('depthwise convolution', { kernel: [2, 1, 3, 1] }, ({ kernel: w }, x) => {
      const h = Array.from({ length: rows * 3 }, (_, at) => {
        const [row, c] = [Math.floor(at / 3), at % 3];
        return w[c] * x[row * inputs + c] + w[3 + c] * x[row * inputs + ((c + 1) % inputs)];
      });
      return normalised(h, 'batch');
    }),
  },
  {
    says: ['kernel: homogeneous 2'],
    model: {
      name: 'square',
      parameters: { kernel: [inputs, 1] },
      batch,
      loss: ({ parameters: { kernel: w }, batch: { x } }) => product(x, w, 1).reduce((sum, y) => sum + y * y, 0) / rows,
    },
  },
  {
    says: ['kernel: homogeneous 3'],
    model: {
      name: 'cube',
      parameters: { kernel: [inputs, 1] },
      batch,
      loss: ({ parameters: { kernel: w }, batch: { x } }) =>
        product(x, w, 1).reduce((sum, y) => sum + Math.abs(y) ** 3, 0) / rows,
    },
  },
  {
    says: ['first: layer', 'second: layer', 'balance first second: 1 -1'],
    model: regression('two layers', { first: [inputs, units], second: square }, ({ first, second }, x) =>
      linear(relu(linear(x, first)), second),
    ),
  },
  {
    says: ['kernel: penalised 0.005'],
    model: withPenalty(
      regression('penalty', kernel, ({ kernel: w }, x) => rms(linear(x, w))),
      'kernel',
      0.005,
    ),
  },
  {
    says: ['kernel: penalised 0.005, ε 0.0001 inside-root'],
    model: withPenalty(
      regression('penalty and ε', kernel, ({ kernel: w }, x) => rms(linear(x, w), { epsilon: 1e-4 })),
      'kernel',
      0.005,
    ),
  },
  {
    says: ['kernel: penalised 0.05, column 1'],
    model: withPenalty(
      regression('penalty on a column', kernel, ({ kernel: w }, x) => rms(linear(x, w))),
      'kernel',
      0.05,
      (entry) => entry % units === 1,
    ),
  },
  {
    says: ['kernel: penalised 0.05, row 0 2'],
    model: withPenalty(
      regression('penalty on two rows', kernel, ({ kernel: w }, x) => rms(linear(x, w))),
      'kernel',
      0.05,
      (entry) => [0, 2].includes(Math.floor(entry / units)),
    ),
  },
  {
    says: ['kernel: exact, whole', 'gamma: gain, penalised 0.02'],
    model: withPenalty(
      {
        name: 'penalty on a gain',
        parameters: { ...kernel, gamma: [units] },
        batch,
        loss: ({ parameters: { kernel: w, gamma }, batch: { x, labels } }) =>
          crossEntropy(product(times(rms(linear(x, w)), gamma), top(units * 3), 3), labels),
      },
      'gamma',
      0.02,
    ),
  },
];

function plus2(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, at) => value + b[at]);
}

export function lookUp(table: Float64Array, x: readonly number[], width: number = units): number[] {
  const count = table.length / width;
  return Array.from({ length: rows * width }, (_, at) => {
    const token = Math.floor(Math.abs(x[Math.floor(at / width) * inputs] * 7)) % count;
    return table[token * width + (at % width)];
  });
}

export function withPenalty<Drawn>(
  model: PlainModel<Drawn>,
  tensor: string,
  coefficient: number,
  isPenalised: (entry: number) => boolean = () => true,
): PlainModel<Drawn> {
  const squareOf = (weights: ArrayLike<number>): number =>
    Array.from(weights).reduce((sum, w, entry) => sum + (isPenalised(entry) ? w * w : 0), 0);
  return {
    ...model,
    loss: (arguments_) => model.loss(arguments_) + coefficient * squareOf(arguments_.parameters[tensor]),
  };
}
