import { address, integer, real } from '../../instruction';
import { LANES, WORD, add, inverseRoot, multiply, splat, storeFirst, subtract } from '../../vector';

/** v̂ = v r column by column, W = g v̂. Operands: v, v̂, W, r; inputs, outputs, g, ε. */
export function weightNormalisationForward(operands: usize): void {
  const outputs = integer(operands, 5);
  const gain = splat(<Real>real(operands, 6));
  const epsilon = splat(<Real>real(operands, 7));
  const stride = outputs * WORD;
  const size = integer(operands, 4) * stride;
  for (let unit = 0; unit < outputs; unit += LANES) {
    const column = max(0, min(unit, outputs - LANES)) * WORD;
    const v = address(operands, 0) + column;
    const unitColumns = address(operands, 1) + column;
    const weights = address(operands, 2) + column;
    let squares = splat(0);
    for (let i = 0; i < size; i += stride) {
      const x = v128.load(v + i);
      squares = add(squares, multiply(x, x));
    }
    const scale = inverseRoot(add(squares, epsilon));
    storeFirst(address(operands, 3) + column, scale, outputs);
    for (let i = 0; i < size; i += stride) {
      const direction = multiply(v128.load(v + i), scale);
      storeFirst(unitColumns + i, direction, outputs);
      storeFirst(weights + i, multiply(gain, direction), outputs);
    }
  }
}

/** ∂v = g r (∂W − v̂ ⟨v̂, ∂W⟩) column by column. Operands: ∂W, v̂, r, ∂v; inputs, outputs, g. */
export function weightNormalisationBackward(operands: usize): void {
  const outputs = integer(operands, 5);
  const gain = splat(<Real>real(operands, 6));
  const stride = outputs * WORD;
  const size = integer(operands, 4) * stride;
  for (let unit = 0; unit < outputs; unit += LANES) {
    const column = max(0, min(unit, outputs - LANES)) * WORD;
    const weightGradient = address(operands, 0) + column;
    const unitColumns = address(operands, 1) + column;
    const gradient = address(operands, 3) + column;
    let radial = splat(0);
    for (let i = 0; i < size; i += stride)
      radial = add(radial, multiply(v128.load(unitColumns + i), v128.load(weightGradient + i)));
    const scale = multiply(gain, v128.load(address(operands, 2) + column));
    for (let i = 0; i < size; i += stride) {
      const tangential = subtract(v128.load(weightGradient + i), multiply(v128.load(unitColumns + i), radial));
      storeFirst(gradient + i, multiply(scale, tangential), outputs);
    }
  }
}
