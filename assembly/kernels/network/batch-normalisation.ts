import { address, integer, real } from '../../instruction';
import { LANES, WORD, add, inverseRoot, multiply, splat, storeFirst, subtract } from '../../vector';

// Columns are processed in pairs of vectors, which is one half of a cache line and two chains of additions; a single vector serves
// where there are too few columns for two. `pair` is a constant of each call, so that two versions are compiled.

/** y = (z − μ) r over the batch. Operands: z, y, r; rows, units, ε. The mean is summed from the first row on: equal rows give 0. */
export function batchNormalisationForward(operands: usize): void {
  const units = integer(operands, 4);
  if (units >= 2 * LANES)
    for (let unit = 0; unit < units; unit += 2 * LANES) forward(operands, min(unit, units - 2 * LANES) * WORD, true);
  else for (let unit = 0; unit < units; unit += LANES) forward(operands, max(0, min(unit, units - LANES)) * WORD, false);
}

// @ts-ignore: decorator
@inline
function forward(operands: usize, column: usize, pair: bool): void {
  const z = address(operands, 0) + column;
  const y = address(operands, 1) + column;
  const scales = address(operands, 2) + column;
  const rows = integer(operands, 3);
  const units = integer(operands, 4);
  const epsilon = splat(<Real>real(operands, 5));
  const count = splat(<Real>rows);
  const stride = units * WORD;
  const size = rows * stride;

  const left0 = v128.load(z);
  const right0 = v128.load(z, 16);
  let left = splat(0);
  let right = left;
  for (let i = 0; i < size; i += stride) {
    left = add(left, subtract(v128.load(z + i), left0));
    if (pair) right = add(right, subtract(v128.load(z + i, 16), right0));
  }
  const leftMean = add(left0, v128.div<Real>(left, count));
  const rightMean = add(right0, v128.div<Real>(right, count));

  left = splat(0);
  right = left;
  for (let i = 0; i < size; i += stride) {
    const deviation = subtract(v128.load(z + i), leftMean);
    left = add(left, multiply(deviation, deviation));
    if (pair) {
      const other = subtract(v128.load(z + i, 16), rightMean);
      right = add(right, multiply(other, other));
    }
  }
  const leftScale = inverseRoot(add(v128.div<Real>(left, count), epsilon));
  const rightScale = inverseRoot(add(v128.div<Real>(right, count), epsilon));
  storeFirst(scales, leftScale, units);
  if (pair) v128.store(scales, rightScale, 16);

  for (let i = 0; i < size; i += stride) {
    const value = multiply(subtract(v128.load(z + i), leftMean), leftScale);
    if (pair) {
      v128.store(y + i, value);
      v128.store(y + i, multiply(subtract(v128.load(z + i, 16), rightMean), rightScale), 16);
    } else storeFirst(y + i, value, units);
  }
}

/** ∂z = r (∂y − mean(∂y) − y·mean(∂y·y)). Operands: ∂y, y, r, ∂z; rows, units. */
export function batchNormalisationBackward(operands: usize): void {
  const units = integer(operands, 5);
  if (units >= 2 * LANES)
    for (let unit = 0; unit < units; unit += 2 * LANES) backward(operands, min(unit, units - 2 * LANES) * WORD, true);
  else for (let unit = 0; unit < units; unit += LANES) backward(operands, max(0, min(unit, units - LANES)) * WORD, false);
}

// @ts-ignore: decorator
@inline
function backward(operands: usize, column: usize, pair: bool): void {
  const outputGradient = address(operands, 0) + column;
  const y = address(operands, 1) + column;
  const scales = address(operands, 2) + column;
  const inputGradient = address(operands, 3) + column;
  const rows = integer(operands, 4);
  const units = integer(operands, 5);
  const count = splat(<Real>rows);
  const stride = units * WORD;
  const size = rows * stride;

  let left = splat(0);
  let right = left;
  let leftProduct = left;
  let rightProduct = left;
  for (let i = 0; i < size; i += stride) {
    const gradient = v128.load(outputGradient + i);
    left = add(left, gradient);
    leftProduct = add(leftProduct, multiply(gradient, v128.load(y + i)));
    if (pair) {
      const other = v128.load(outputGradient + i, 16);
      right = add(right, other);
      rightProduct = add(rightProduct, multiply(other, v128.load(y + i, 16)));
    }
  }
  left = v128.div<Real>(left, count);
  leftProduct = v128.div<Real>(leftProduct, count);
  right = v128.div<Real>(right, count);
  rightProduct = v128.div<Real>(rightProduct, count);

  const leftScale = v128.load(scales);
  const rightScale = v128.load(scales, 16);
  for (let i = 0; i < size; i += stride) {
    const value = multiply(
      leftScale,
      subtract(subtract(v128.load(outputGradient + i), left), multiply(leftProduct, v128.load(y + i))),
    );
    if (pair) {
      v128.store(inputGradient + i, value);
      const other = subtract(v128.load(outputGradient + i, 16), right);
      v128.store(inputGradient + i, multiply(rightScale, subtract(other, multiply(rightProduct, v128.load(y + i, 16)))), 16);
    } else storeFirst(inputGradient + i, value, units);
  }
}
