import { address, integer, real } from '../../instruction';
import { LANES, WORD, add, inverseRoot, multiply, splat, storeFirst, subtract } from '../../vector';

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
    let sum = splat(0);
    for (let i = stride; i < size; i += stride) sum = add(sum, subtract(v128.load(z + i), first));
    const mean = add(first, v128.div<Real>(sum, count));
    let squares = splat(0);
    for (let i = 0; i < size; i += stride) {
      const deviation = subtract(v128.load(z + i), mean);
      squares = add(squares, multiply(deviation, deviation));
    }
    const scale = inverseRoot(add(v128.div<Real>(squares, count), epsilon));
    storeFirst(address(operands, 2) + column, scale, units);
    for (let i = 0; i < size; i += stride) storeFirst(y + i, multiply(subtract(v128.load(z + i), mean), scale), units);
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
      storeFirst(inputGradient + i, multiply(scale, tangential), units);
    }
  }
}
