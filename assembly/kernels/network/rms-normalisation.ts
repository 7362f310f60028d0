import { address, integer, real } from '../../instruction';
import { LANES, WORD, add, multiply, splat, subtract, sumOfLanes } from '../../vector';

/** y = z r with r = 1/√(mean(z²) + ε) over each row. Operands: z, y, r; rows, units, ε. */
export function rmsNormalisationForward(operands: usize): void {
  let z = address(operands, 0);
  let y = address(operands, 1);
  const scales = address(operands, 2);
  const rows = integer(operands, 3);
  const units = integer(operands, 4);
  const epsilon = <Real>real(operands, 5);
  const size = units * WORD;
  const whole = (units / LANES) * 16;
  for (let row = 0; row < rows; row++) {
    let sums = splat(0);
    for (let i = 0; i < whole; i += 16) {
      const x = v128.load(z + i);
      sums = add(sums, multiply(x, x));
    }
    let squares = sumOfLanes(sums);
    for (let i = whole; i < size; i += WORD) {
      const x = load<Real>(z + i);
      squares += x * x;
    }
    const meanSquare: Real = squares / <Real>units + epsilon;
    const scale: Real = meanSquare > 0 ? 1 / sqrt<Real>(meanSquare) : 0;
    store<Real>(scales + row * WORD, scale);
    const factor = splat(scale);
    for (let i = 0; i < whole; i += 16) v128.store(y + i, multiply(v128.load(z + i), factor));
    for (let i = whole; i < size; i += WORD) store<Real>(y + i, load<Real>(z + i) * scale);
    z += size;
    y += size;
  }
}

/** ∂z = r (∂y − y·mean(∂y·y)). Operands: ∂y, y, r, ∂z; rows, units. */
export function rmsNormalisationBackward(operands: usize): void {
  let outputGradient = address(operands, 0);
  let y = address(operands, 1);
  const scales = address(operands, 2);
  let inputGradient = address(operands, 3);
  const rows = integer(operands, 4);
  const units = integer(operands, 5);
  const size = units * WORD;
  const whole = (units / LANES) * 16;
  for (let row = 0; row < rows; row++) {
    let products = splat(0);
    for (let i = 0; i < whole; i += 16) products = add(products, multiply(v128.load(outputGradient + i), v128.load(y + i)));
    let product = sumOfLanes(products);
    for (let i = whole; i < size; i += WORD) product += load<Real>(outputGradient + i) * load<Real>(y + i);
    const slope: Real = product / <Real>units;
    const scale = load<Real>(scales + row * WORD);
    const slopes = splat(slope);
    const factor = splat(scale);
    for (let i = 0; i < whole; i += 16) {
      const tangential = subtract(v128.load(outputGradient + i), multiply(slopes, v128.load(y + i)));
      v128.store(inputGradient + i, multiply(factor, tangential));
    }
    for (let i = whole; i < size; i += WORD)
      store<Real>(inputGradient + i, scale * (load<Real>(outputGradient + i) - slope * load<Real>(y + i)));
    outputGradient += size;
    y += size;
    inputGradient += size;
  }
}
