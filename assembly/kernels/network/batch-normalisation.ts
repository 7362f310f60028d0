import { address, integer, real } from '../../instruction';
import { LANES, WORD, add, inverseRoot, multiply, splat, storeFirst, subtract } from '../../vector';

// Even and odd rows are summed apart: two short chains of additions take half the time of a long one.

/** Σ (x − origin) of the columns at x. */
function sumFrom(x: usize, origin: v128, stride: i32, size: i32): v128 {
  let even = splat(0);
  let odd = even;
  let i = 0;
  for (; i + stride < size; i += 2 * stride) {
    even = add(even, subtract(v128.load(x + i), origin));
    odd = add(odd, subtract(v128.load(x + i + stride), origin));
  }
  if (i < size) even = add(even, subtract(v128.load(x + i), origin));
  return add(even, odd);
}

/** Σ (x − origin)² of the columns at x. */
function squaresFrom(x: usize, origin: v128, stride: i32, size: i32): v128 {
  let even = splat(0);
  let odd = even;
  let i = 0;
  for (; i + stride < size; i += 2 * stride) {
    const a = subtract(v128.load(x + i), origin);
    const b = subtract(v128.load(x + i + stride), origin);
    even = add(even, multiply(a, a));
    odd = add(odd, multiply(b, b));
  }
  if (i < size) {
    const a = subtract(v128.load(x + i), origin);
    even = add(even, multiply(a, a));
  }
  return add(even, odd);
}

/** y = (z − μ) r over the batch. Operands: z, y, r; rows, units, ε. The mean is summed from the first row on: equal rows give 0. */
export function batchNormalisationForward(operands: usize): void {
  const rows = integer(operands, 3);
  const units = integer(operands, 4);
  const count = splat(<Real>rows);
  const epsilon = splat(<Real>real(operands, 5));
  const stride = units * WORD;
  const size = rows * stride;
  for (let unit = 0; unit < units; unit += LANES) {
    const column = max(0, min(unit, units - LANES)) * WORD;
    const z = address(operands, 0) + column;
    const y = address(operands, 1) + column;
    const first = v128.load(z);
    const mean = add(first, v128.div<Real>(sumFrom(z, first, stride, size), count));
    const variance = v128.div<Real>(squaresFrom(z, mean, stride, size), count);
    const scale = inverseRoot(add(variance, epsilon));
    storeFirst(address(operands, 2) + column, scale, units);
    if (units >= LANES) {
      for (let i = 0; i < size; i += stride) v128.store(y + i, multiply(subtract(v128.load(z + i), mean), scale));
    } else {
      for (let i = 0; i < size; i += stride) storeFirst(y + i, multiply(subtract(v128.load(z + i), mean), scale), units);
    }
  }
}

/** ∂z = r (∂y − mean(∂y) − y·mean(∂y·y)). Operands: ∂y, y, r, ∂z; rows, units. */
export function batchNormalisationBackward(operands: usize): void {
  const rows = integer(operands, 4);
  const units = integer(operands, 5);
  const count = splat(<Real>rows);
  const stride = units * WORD;
  const size = rows * stride;
  for (let unit = 0; unit < units; unit += LANES) {
    const column = max(0, min(unit, units - LANES)) * WORD;
    const outputGradient = address(operands, 0) + column;
    const y = address(operands, 1) + column;
    const inputGradient = address(operands, 3) + column;
    let sum = splat(0);
    let product = splat(0);
    for (let i = 0; i < size; i += stride) {
      const gradient = v128.load(outputGradient + i);
      sum = add(sum, gradient);
      product = add(product, multiply(gradient, v128.load(y + i)));
    }
    const mean = v128.div<Real>(sum, count);
    const slope = v128.div<Real>(product, count);
    const scale = v128.load(address(operands, 2) + column);
    for (let i = 0; i < size; i += stride) {
      const tangential = subtract(subtract(v128.load(outputGradient + i), mean), multiply(slope, v128.load(y + i)));
      const gradient = multiply(scale, tangential);
      if (units >= LANES) v128.store(inputGradient + i, gradient);
      else storeFirst(inputGradient + i, gradient, units);
    }
  }
}
