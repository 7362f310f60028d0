import { address, integer, real } from '../../instruction';
import { LANES, WORD, add, multiply, splat, subtract, sumOfLanes } from '../../vector';

/**
 * y = (z − μ) r over runs of neighbouring units. Operands: z, y, r; runs, length of a run, ε. The mean is summed from the first
 * number on: equal numbers give 0.
 */
export function groupNormalisationForward(operands: usize): void {
  let z = address(operands, 0);
  let y = address(operands, 1);
  const scales = address(operands, 2);
  const runs = integer(operands, 3);
  const length = integer(operands, 4);
  const epsilon = <Real>real(operands, 5);
  const size = length * WORD;
  const whole = (length / LANES) * 16;
  for (let run = 0; run < runs; run++) {
    const first = load<Real>(z);
    const firsts = splat(first);
    let sums = splat(0);
    for (let i = 0; i < whole; i += 16) sums = add(sums, subtract(v128.load(z + i), firsts));
    let sum = sumOfLanes(sums);
    for (let i = whole; i < size; i += WORD) sum += load<Real>(z + i) - first;
    const mean: Real = first + sum / <Real>length;
    const means = splat(mean);
    sums = splat(0);
    for (let i = 0; i < whole; i += 16) {
      const deviation = subtract(v128.load(z + i), means);
      sums = add(sums, multiply(deviation, deviation));
    }
    let squares = sumOfLanes(sums);
    for (let i = whole; i < size; i += WORD) {
      const deviation: Real = load<Real>(z + i) - mean;
      squares += deviation * deviation;
    }
    const variance: Real = squares / <Real>length + epsilon;
    const scale: Real = variance > 0 ? 1 / sqrt<Real>(variance) : 0;
    store<Real>(scales + run * WORD, scale);
    const factor = splat(scale);
    for (let i = 0; i < whole; i += 16) v128.store(y + i, multiply(subtract(v128.load(z + i), means), factor));
    for (let i = whole; i < size; i += WORD) store<Real>(y + i, (load<Real>(z + i) - mean) * scale);
    z += size;
    y += size;
  }
}

/** ∂z = r (∂y − mean(∂y) − y·mean(∂y·y)). Operands: ∂y, y, r, ∂z; runs, length of a run. */
export function groupNormalisationBackward(operands: usize): void {
  let outputGradient = address(operands, 0);
  let y = address(operands, 1);
  const scales = address(operands, 2);
  let inputGradient = address(operands, 3);
  const runs = integer(operands, 4);
  const length = integer(operands, 5);
  const size = length * WORD;
  const whole = (length / LANES) * 16;
  for (let run = 0; run < runs; run++) {
    let sums = splat(0);
    let products = splat(0);
    for (let i = 0; i < whole; i += 16) {
      const gradient = v128.load(outputGradient + i);
      sums = add(sums, gradient);
      products = add(products, multiply(gradient, v128.load(y + i)));
    }
    let sum = sumOfLanes(sums);
    let product = sumOfLanes(products);
    for (let i = whole; i < size; i += WORD) {
      const gradient = load<Real>(outputGradient + i);
      sum += gradient;
      product += gradient * load<Real>(y + i);
    }
    const mean: Real = sum / <Real>length;
    const slope: Real = product / <Real>length;
    const scale = load<Real>(scales + run * WORD);
    const means = splat(mean);
    const slopes = splat(slope);
    const factor = splat(scale);
    for (let i = 0; i < whole; i += 16) {
      const tangential = subtract(subtract(v128.load(outputGradient + i), means), multiply(slopes, v128.load(y + i)));
      v128.store(inputGradient + i, multiply(factor, tangential));
    }
    for (let i = whole; i < size; i += WORD)
      store<Real>(inputGradient + i, scale * (load<Real>(outputGradient + i) - mean - slope * load<Real>(y + i)));
    outputGradient += size;
    y += size;
    inputGradient += size;
  }
}
