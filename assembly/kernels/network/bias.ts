import { address, integer } from '../../instruction';
import { LANES, WORD, add, splat, storeFirst } from '../../vector';

/** y = z + b. Operands: z, b, y; rows, units. */
export function biasForward(operands: usize): void {
  const units = integer(operands, 4);
  const stride = units * WORD;
  const size = integer(operands, 3) * stride;
  for (let unit = 0; unit < units; unit += LANES) {
    const column = max(0, min(unit, units - LANES)) * WORD;
    const z = address(operands, 0) + column;
    const y = address(operands, 2) + column;
    const bias = v128.load(address(operands, 1) + column);
    for (let i = 0; i < size; i += stride) storeFirst(y + i, add(v128.load(z + i), bias), units);
  }
}

/** ∂b = Σ ∂y over the batch, also the gradient of a shift. Operands: ∂y, ∂b; rows, units. */
export function biasGradient(operands: usize): void {
  const units = integer(operands, 3);
  const stride = units * WORD;
  const size = integer(operands, 2) * stride;
  for (let unit = 0; unit < units; unit += LANES) {
    const column = max(0, min(unit, units - LANES)) * WORD;
    const outputGradient = address(operands, 0) + column;
    let sum = splat(0);
    for (let i = 0; i < size; i += stride) sum = add(sum, v128.load(outputGradient + i));
    storeFirst(address(operands, 1) + column, sum, units);
  }
}
