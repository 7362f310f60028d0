import { address, integer } from '../../instruction';
import { LANES, WORD, add, multiply, splat, storeFirst } from '../../vector';

/** y = γ x + β. Operands: x, γ, β, y; rows, units. */
export function affineForward(operands: usize): void {
  const units = integer(operands, 5);
  const stride = units * WORD;
  const size = integer(operands, 4) * stride;
  for (let unit = 0; unit < units; unit += LANES) {
    const column = max(0, min(unit, units - LANES)) * WORD;
    const x = address(operands, 0) + column;
    const y = address(operands, 3) + column;
    const gain = v128.load(address(operands, 1) + column);
    const shift = v128.load(address(operands, 2) + column);
    for (let i = 0; i < size; i += stride) storeFirst(y + i, add(multiply(gain, v128.load(x + i)), shift), units);
  }
}

/** ∂x = γ ∂y. Operands: ∂y, γ, ∂x; rows, units. */
export function affineInputGradient(operands: usize): void {
  const units = integer(operands, 4);
  const stride = units * WORD;
  const size = integer(operands, 3) * stride;
  for (let unit = 0; unit < units; unit += LANES) {
    const column = max(0, min(unit, units - LANES)) * WORD;
    const outputGradient = address(operands, 0) + column;
    const inputGradient = address(operands, 2) + column;
    const gain = v128.load(address(operands, 1) + column);
    for (let i = 0; i < size; i += stride) storeFirst(inputGradient + i, multiply(gain, v128.load(outputGradient + i)), units);
  }
}

/** ∂γ = Σ ∂y·x over the batch. Operands: ∂y, x, ∂γ; rows, units. */
export function gainGradient(operands: usize): void {
  const units = integer(operands, 4);
  const stride = units * WORD;
  const size = integer(operands, 3) * stride;
  for (let unit = 0; unit < units; unit += LANES) {
    const column = max(0, min(unit, units - LANES)) * WORD;
    const outputGradient = address(operands, 0) + column;
    const x = address(operands, 1) + column;
    let sum = splat(0);
    for (let i = 0; i < size; i += stride) sum = add(sum, multiply(v128.load(outputGradient + i), v128.load(x + i)));
    storeFirst(address(operands, 2) + column, sum, units);
  }
}
