import { zeros, type FloatArray } from '../../src/arithmetic/tensor.ts';
import { powerOfTwo } from '../../src/arithmetic/elementary.ts';
import type { Layer, LayerInstance, Scale, Shape } from '../../src/networks/layers/layer.ts';
import { fillNormal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';

/** A layer at a place that it can take, with random numbers. */
export interface LayerCase {
  readonly shapes: readonly Shape[];
  readonly options: Readonly<Record<string, number>>;
}

const SHAPES: readonly Shape[] = [[1], [4], [6], [2, 2, 1], [4, 6, 3]];
const NUMBERS = [1, 2, 3];
const ROWS = 5;

/** The cases that a layer accepts: every shape alike for all inputs, with every small number for the options that have no default. */
export function casesOf(layer: Layer): LayerCase[] {
  let choices: Record<string, number>[] = [{}];
  for (const [name, { min, default: usual }] of Object.entries(layer.options)) {
    const values = usual === undefined ? NUMBERS.filter((number) => number >= min) : [usual];
    choices = choices.flatMap((options) => values.map((value) => ({ ...options, [name]: value })));
  }
  return SHAPES.flatMap((shape) => {
    const shapes = Array.from({ length: layer.inputs ?? 1 }, () => shape);
    return choices.flatMap((options) => (accepts(layer, shapes, options) ? [{ shapes, options }] : []));
  });
}

function accepts(layer: Layer, shapes: readonly Shape[], options: LayerCase['options']): boolean {
  try {
    layer.output(shapes, options);
    return true;
  } catch {
    return false;
  }
}

/** A layer with a batch. */
interface Bench {
  readonly instance: LayerInstance;
  readonly inputs: readonly FloatArray[];
  readonly arrays: readonly FloatArray[];
  readonly arrayShapes: readonly Shape[];
  readonly output: FloatArray;
  readonly outputShape: Shape;
}

function bench(layer: Layer, { shapes, options }: LayerCase): Bench {
  const random = stream(1, 'layer', layer.name, String(shapes[0]));
  const draw = (shape: Shape): FloatArray => fillNormal(random, zeros(shape, 'float64').data);
  const outputShape = layer.output(shapes, options);
  const place = { rows: ROWS, estimationRows: ROWS, inputs: shapes, output: outputShape, precision: 'float64' } as const;
  const arrayShapes = (layer.arrays?.(shapes, options) ?? []).map(({ shape }) => shape);
  return {
    instance: layer.instantiate(place, options),
    inputs: shapes.map((shape) => draw([ROWS, ...shape])),
    arrays: arrayShapes.map(draw),
    arrayShapes,
    output: zeros([ROWS, ...outputShape], 'float64').data,
    outputShape,
  };
}

/**
 * The largest gap between the gradient of ⟨r, output⟩, r random, and central differences along a random direction, over all inputs
 * and arrays; all that is asked for has to be written, and nothing else.
 */
export function gradientGap(layer: Layer, at: LayerCase): number {
  const { instance, inputs, arrays, output } = bench(layer, at);
  const r = fillNormal(stream(2, 'r'), new Float64Array(output.length));
  const value = (): number => {
    output.fill(NaN);
    instance.forward({ inputs, output, arrays });
    return r.reduce((sum, x, i) => sum + x * output[i], 0);
  };
  value();
  const blank = (like: FloatArray): FloatArray => new Float64Array(like.length).fill(NaN);
  const [inputGradients, gradients] = [inputs.map(blank), arrays.map(blank)];
  instance.backward({ inputs, output, arrays, outputGradient: r, inputGradients, gradients });
  const kept = [...inputGradients, ...gradients].map((gradient) => gradient.slice());
  // Where nothing is asked for, nothing is needed.
  instance.backward({ inputs, output, arrays, outputGradient: r, inputGradients: inputs.map(() => undefined), gradients: arrays.map(() => undefined) }); // prettier-ignore

  const gaps = [...inputs, ...arrays].map((data, i) => {
    const start = data.slice();
    const along = fillNormal(stream(3, 'along', i), new Float64Array(data.length));
    const moved = (h: number): number => {
      data.forEach((_, j) => (data[j] = start[j] + h * along[j]));
      const result = value();
      data.set(start);
      return result;
    };
    const h = 1e-5;
    const difference = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
    const slope = along.reduce((sum, direction, j) => sum + kept[i][j] * direction, 0);
    return Math.abs(slope - difference) / (1 + Math.abs(slope));
  });
  return gaps.some(Number.isNaN) ? NaN : Math.max(0, ...gaps);
}

/** A factor of each channel; `whole` has that of the first. */
function factorOf(scale: Scale, channel: number): number {
  if (scale === 'none') return 1;
  return powerOfTwo(scale === 'whole' ? 3 : 3 + (channel % 4));
}

const scaled = (data: FloatArray, shape: Shape, scale: Scale): FloatArray => {
  const channels = shape[shape.length - 1];
  return data.map((x, i) => x * factorOf(scale, i % channels));
};

/** The first scaling of inputs and arrays under which the output is not what the rule of the layer says, bit for bit. */
export function scaleBreach(layer: Layer, at: LayerCase): string | undefined {
  const { instance, inputs, arrays, arrayShapes, output, outputShape } = bench(layer, at);
  instance.forward({ inputs, output, arrays });
  const before = output.slice();
  const count = inputs.length + arrays.length;
  for (let code = 0; code < 3 ** count; code++) {
    const scales = Array.from(
      { length: count },
      (_, i) => (['none', 'whole', 'channels'] as const)[Math.floor(code / 3 ** i) % 3],
    );
    const [ofInputs, ofArrays] = [scales.slice(0, inputs.length), scales.slice(inputs.length)];
    const claimed = layer.scale(ofInputs, ofArrays);
    if (claimed === undefined) continue;
    instance.forward({
      inputs: inputs.map((x, i) => scaled(x, at.shapes[i], ofInputs[i])),
      output,
      arrays: arrays.map((w, i) => scaled(w, arrayShapes[i], ofArrays[i])),
    });
    const expected = scaled(before, outputShape, claimed);
    if (expected.some((y, i) => y !== output[i]))
      return `where inputs and arrays are scaled ${scales.join(', ')} its rule says that the output is scaled ${claimed}, by the same factors, and it is not`;
  }
  return undefined;
}

/** Whether a case has several channels, so that one can be told from all. */
export function tells({ shapes }: LayerCase): boolean {
  return shapes[0][shapes[0].length - 1] > 1;
}
