import { exp, expFloat32, log } from '../../elementary';
import { address, integer, summarise } from '../../instruction';
import { LANES, WORD, add, multiply, splat, subtract, sumOfLanes } from '../../vector';

/** The product of sums is kept below this, so that one logarithm serves many rows; a sum of exponentials is at most 10⁵ or so. */
const LARGE: f64 = 1e250;

/**
 * ∂z = (softmax(z) − [label]) / rows, and the summary's loss. Operands: z, labels (bytes), ∂z; rows, classes.
 *
 * ln Σ over the rows is taken of their product: Σ ln sᵢ = ln Π sᵢ.
 */
export function softmaxCrossEntropy(operands: usize): void {
  const logits = address(operands, 0);
  const labels = address(operands, 1);
  const gradient = address(operands, 2);
  const rows = integer(operands, 3);
  const classes = integer(operands, 4);
  const stride = classes * WORD;
  const whole = (classes / LANES) * 16;
  const share: Real = 1 / <Real>rows;
  let total: f64 = 0;
  let product: f64 = 1;
  for (let row = 0; row < rows; row++) {
    const z = logits + row * stride;
    const g = gradient + row * stride;
    const label = <i32>load<u8>(labels + row) * WORD;
    const largest = largestOf(z, classes);
    total += <f64>v128.extract_lane<Real>(largest, 0) - <f64>load<Real>(z + label);
    // What spills into the next row is overwritten there.
    for (let i = 0; i < stride; i += 16) v128.store(g + i, subtract(v128.load(z + i), largest));
  }
  // All rows at once: exponentials that do not wait for each other take a third of the time.
  for (let i = 0; i < rows * stride; i += 16) v128.store(gradient + i, exponential(v128.load(gradient + i)));
  for (let row = 0; row < rows; row++) {
    const g = gradient + row * stride;
    const label = <i32>load<u8>(labels + row) * WORD;
    let sums = splat(0);
    for (let i = 0; i < whole; i += 16) sums = add(sums, v128.load(g + i));
    let sum = sumOfLanes(sums);
    for (let i = whole; i < stride; i += WORD) sum += load<Real>(g + i);
    product *= <f64>sum;
    if (product > LARGE) {
      total += log(product);
      product = 1;
    }
    const factor: Real = share / sum;
    const factors = splat(factor);
    for (let i = 0; i < whole; i += 16) v128.store(g + i, multiply(v128.load(g + i), factors));
    for (let i = whole; i < stride; i += WORD) store<Real>(g + i, load<Real>(g + i) * factor);
    store<Real>(g + label, load<Real>(g + label) - share);
  }
  summarise(0, (total + log(product)) / <f64>rows);
}

function exponential(x: v128): v128 {
  if (sizeof<Real>() == 4) return expFloat32(x);
  return f64x2.replace_lane(f64x2.splat(exp(f64x2.extract_lane(x, 0))), 1, exp(f64x2.extract_lane(x, 1)));
}

/** The largest of `count` numbers, in all lanes. */
function largestOf(x: usize, count: i32): v128 {
  if (count < LANES) {
    let largest = load<Real>(x);
    for (let i = WORD; i < count * WORD; i += WORD) largest = max<Real>(largest, load<Real>(x + i));
    return splat(largest);
  }
  const last = (count - LANES) * WORD;
  let largest = v128.load(x + last);
  for (let i = 0; i < last; i += 16) largest = v128.pmax<Real>(largest, v128.load(x + i));
  if (sizeof<Real>() == 8) return v128.pmax<Real>(largest, v128.shuffle<f64>(largest, largest, 1, 0));
  largest = v128.pmax<Real>(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  return v128.pmax<Real>(largest, v128.shuffle<f32>(largest, largest, 1, 0, 3, 2));
}
