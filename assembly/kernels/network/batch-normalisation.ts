import { address, integer, real } from '../../instruction';
import { LANES, WORD, add, inverseRoot, multiply, splat, storeFirst, subtract } from '../../vector';

// Columns are processed four vectors at a time, which is as many chains of additions as hide their latency; a single vector serves
// where there are too few columns for four. `four` is a constant of each call, so that two versions are compiled.

/**
 * y = (z − μ) r. Operands: z, y, r; rows, units, ε, and how many of the rows, from the first on, μ and r are of. The mean is summed
 * from the first row on: equal rows give 0.
 */
export function batchNormalisationForward(operands: usize): void {
  const units = integer(operands, 4);
  if (units >= 4 * LANES)
    for (let unit = 0; unit < units; unit += 4 * LANES) forward(operands, min(unit, units - 4 * LANES) * WORD, true);
  else for (let unit = 0; unit < units; unit += LANES) forward(operands, max(0, min(unit, units - LANES)) * WORD, false);
}

// @ts-ignore: decorator
@inline
function forward(operands: usize, column: usize, four: bool): void {
  const z = address(operands, 0) + column;
  const y = address(operands, 1) + column;
  const scales = address(operands, 2) + column;
  const rows = integer(operands, 3);
  const units = integer(operands, 4);
  const epsilon = splat(<Real>real(operands, 5));
  const estimationRows = integer(operands, 6);
  const count = splat(<Real>estimationRows);
  const stride = units * WORD;
  const end = z + estimationRows * stride;

  const first0 = v128.load(z);
  const first1 = v128.load(z, 16);
  const first2 = v128.load(z, 32);
  const first3 = v128.load(z, 48);
  let s0 = splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let at = z; at < end; at += stride) {
    s0 = add(s0, subtract(v128.load(at), first0));
    if (four) {
      s1 = add(s1, subtract(v128.load(at, 16), first1));
      s2 = add(s2, subtract(v128.load(at, 32), first2));
      s3 = add(s3, subtract(v128.load(at, 48), first3));
    }
  }
  const mean0 = add(first0, v128.div<Real>(s0, count));
  const mean1 = add(first1, v128.div<Real>(s1, count));
  const mean2 = add(first2, v128.div<Real>(s2, count));
  const mean3 = add(first3, v128.div<Real>(s3, count));

  s0 = splat(0);
  s1 = s0;
  s2 = s0;
  s3 = s0;
  for (let at = z; at < end; at += stride) {
    s0 = addSquare(s0, subtract(v128.load(at), mean0));
    if (four) {
      s1 = addSquare(s1, subtract(v128.load(at, 16), mean1));
      s2 = addSquare(s2, subtract(v128.load(at, 32), mean2));
      s3 = addSquare(s3, subtract(v128.load(at, 48), mean3));
    }
  }
  const scale0 = inverseRoot(add(v128.div<Real>(s0, count), epsilon));
  const scale1 = inverseRoot(add(v128.div<Real>(s1, count), epsilon));
  const scale2 = inverseRoot(add(v128.div<Real>(s2, count), epsilon));
  const scale3 = inverseRoot(add(v128.div<Real>(s3, count), epsilon));
  storeFirst(scales, scale0, units);
  if (four) {
    v128.store(scales, scale1, 16);
    v128.store(scales, scale2, 32);
    v128.store(scales, scale3, 48);
  }

  let to = y;
  const last = z + rows * stride;
  for (let at = z; at < last; at += stride) {
    const value = multiply(subtract(v128.load(at), mean0), scale0);
    if (four) {
      v128.store(to, value);
      v128.store(to, multiply(subtract(v128.load(at, 16), mean1), scale1), 16);
      v128.store(to, multiply(subtract(v128.load(at, 32), mean2), scale2), 32);
      v128.store(to, multiply(subtract(v128.load(at, 48), mean3), scale3), 48);
    } else storeFirst(to, value, units);
    to += stride;
  }
}

function addSquare(sum: v128, x: v128): v128 {
  return add(sum, multiply(x, x));
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
