import { log } from '../elementary';
import { address, integer, summarise } from '../instruction';
import { WORD, loadPair } from '../vector';

// Inner products of scale-invariant units, in float64 and in the order of src/metrics/groups.ts where a column is a unit.

/** out[j] = Σᵢ a[i, j] b[i, j]. Operands: a, b, out (float64); rows, columns. */
export function columnProducts(operands: usize): void {
  const a = address(operands, 0);
  const b = address(operands, 1);
  const out = address(operands, 2);
  const columns = integer(operands, 4);
  const stride = columns * WORD;
  const size = integer(operands, 3) * stride;
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    let left = f64x2.splat(0);
    let right = left;
    for (let i = column * WORD; i < size; i += stride) {
      left = f64x2.add(left, f64x2.mul(loadPair(a + i), loadPair(b + i)));
      right = f64x2.add(right, f64x2.mul(loadPair(a + i + 2 * WORD), loadPair(b + i + 2 * WORD)));
    }
    v128.store(out + (column << 3), left);
    v128.store(out + (column << 3), right, 16);
  }
  for (; column < columns; column++) {
    let sum: f64 = 0;
    for (let i = column * WORD; i < size; i += stride) sum += <f64>load<Real>(a + i) * <f64>load<Real>(b + i);
    store<f64>(out + (column << 3), sum);
  }
}

/** out += Σᵢ aᵢ bᵢ. Operands: a, b, out (one float64); count. */
export function addProduct(operands: usize): void {
  const a = address(operands, 0);
  const b = address(operands, 1);
  const out = address(operands, 2);
  const count = integer(operands, 3);
  const size = count * WORD;
  const whole = (count & ~3) * WORD;
  let even = f64x2.splat(0);
  let odd = even;
  for (let i = 0; i < whole; i += 4 * WORD) {
    even = f64x2.add(even, f64x2.mul(loadPair(a + i), loadPair(b + i)));
    odd = f64x2.add(odd, f64x2.mul(loadPair(a + i + 2 * WORD), loadPair(b + i + 2 * WORD)));
  }
  const pair = f64x2.add(even, odd);
  let sum = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
  for (let i = whole; i < size; i += WORD) sum += <f64>load<Real>(a + i) * <f64>load<Real>(b + i);
  store<f64>(out, load<f64>(out) + sum);
}

/** Sets float64 to 0. Operands: where; count. */
export function clear(operands: usize): void {
  memory.fill(address(operands, 0), 0, integer(operands, 1) << 3);
}

/** Copies. Operands: from, to; bytes. */
export function copy(operands: usize): void {
  memory.copy(address(operands, 1), address(operands, 0), integer(operands, 2));
}

/** The mean of ln over the units, into the summary. Operands: squared norms; units. */
export function meanLogSquare(operands: usize): void {
  const squares = address(operands, 0);
  const units = integer(operands, 1);
  // One logarithm of a product serves several units, as long as no factor is far from 1.
  let sum: f64 = 0;
  let product: f64 = 1;
  for (let unit = 0; unit < units; unit++) {
    const square = load<f64>(squares + (unit << 3));
    if (!(square > 1e-100 && square < 1e100)) {
      sum += log(square);
      continue;
    }
    product *= square;
    if (product < 1e-150 || product > 1e150) {
      sum += log(product);
      product = 1;
    }
  }
  summarise(1, (sum + log(product)) / <f64>units);
}

/** The mean of ‖u⁺ − u‖² = 2 (1 − cos) over the units, into the summary. Operands: ‖w‖², ‖w⁺‖², ⟨w, w⁺⟩; units. */
export function meanSquaredChord(operands: usize): void {
  const before = address(operands, 0);
  const after = address(operands, 1);
  const across = address(operands, 2);
  const units = integer(operands, 3);
  let sum: f64 = 0;
  for (let unit = 0; unit < units; unit++) {
    const i = unit << 3;
    sum += 2 * (1 - load<f64>(across + i) / sqrt<f64>(load<f64>(before + i) * load<f64>(after + i)));
  }
  summarise(2, sum / <f64>units);
}

/** The mean of ‖g‖²‖w‖² over the units, into the summary. Operands: ‖w‖², ‖g‖²; units. */
export function meanGradientMoment(operands: usize): void {
  const squares = address(operands, 0);
  const lengths = address(operands, 1);
  const units = integer(operands, 2);
  let sum: f64 = 0;
  for (let unit = 0; unit < units; unit++) {
    const i = unit << 3;
    sum += load<f64>(squares + i) * load<f64>(lengths + i);
  }
  summarise(3, sum / <f64>units);
}
