import type { Precision } from '../../arithmetic/tensor.ts';

/** Step of the differences, relative to the root mean square of the column: balances rounding and curvature. */
const relativeSteps: Readonly<Record<Precision, number>> = { float64: 2 ** -17, float32: 2 ** -7 };

/**
 * The gradient of a function of several arrays by central differences, (f(w + h) − f(w − h))/2h entry by entry.
 *
 * h is a power of two that follows the column, so that for c = 2^k the gradient at c·w is exactly that at w, over c, wherever f(c·w) =
 * f(w) bit for bit: tensor by tensor, and column by column. The relative error is about 1e-10 for smooth functions, 1e-4 in float32.
 *
 * @param evaluate f at the present entries of the arrays
 * @param widths number of columns of each array
 * @param arithmetic in which f is computed
 */
export function centralDifferences(
  evaluate: () => number,
  parameters: readonly Float64Array[],
  widths: readonly number[],
  gradients: readonly Float64Array[],
  arithmetic: Precision = 'float64',
): void {
  parameters.forEach((data, tensor) => {
    const width = widths[tensor];
    const steps = Array.from({ length: width }, (_, column) => relativeSteps[arithmetic] * magnitude(data, column, width));
    for (let i = 0; i < data.length; i++) {
      const w = data[i];
      const h = steps[i % width];
      data[i] = w + h;
      const above = data[i];
      const lossAbove = evaluate();
      data[i] = w - h;
      gradients[tensor][i] = (lossAbove - evaluate()) / (above - data[i]);
      data[i] = w;
    }
  });
}

/** The power of two below the root mean square of a column; 1 for a column of zeros. */
function magnitude(data: Float64Array, column: number, width: number): number {
  let square = 0;
  for (let i = column; i < data.length; i += width) square += data[i] * data[i];
  const mean = Math.sqrt(square / (data.length / width));
  if (!(mean > 0 && mean < Infinity)) return 1;
  let power = 1;
  while (power <= mean / 2) power *= 2;
  while (power > mean) power /= 2;
  return power;
}
