import { exp, expFloat32, log } from '../../elementary';
import { address, integer, summarise } from '../../instruction';
import { WORD } from '../../vector';

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
  const size = rows * stride;
  let total: f64 = 0;
  for (let row = 0, start = 0; row < rows; row++, start += stride) {
    const end = start + stride;
    let largest = load<Real>(logits + start);
    for (let i = start + WORD; i < end; i += WORD) largest = max<Real>(largest, load<Real>(logits + i));
    for (let i = start; i < end; i += WORD) store<Real>(gradient + i, load<Real>(logits + i) - largest);
    total += <f64>largest - <f64>load<Real>(logits + start + <i32>load<u8>(labels + row) * WORD);
  }
  if (sizeof<Real>() == 4) {
    for (let i = 0; i < size; i += 16) v128.store(gradient + i, expFloat32(v128.load(gradient + i)));
  } else {
    for (let i = 0; i < size; i += WORD) store<Real>(gradient + i, <Real>exp(<f64>load<Real>(gradient + i)));
  }
  let product: f64 = 1;
  for (let row = 0, start = 0; row < rows; row++, start += stride) {
    const end = start + stride;
    let sum: f64 = 0;
    for (let i = start; i < end; i += WORD) sum += <f64>load<Real>(gradient + i);
    product *= sum;
    if (product > LARGE) {
      total += log(product);
      product = 1;
    }
    const share = 1 / (sum * <f64>rows);
    for (let i = start; i < end; i += WORD) store<Real>(gradient + i, <Real>(<f64>load<Real>(gradient + i) * share));
    const label = gradient + start + <i32>load<u8>(labels + row) * WORD;
    store<Real>(label, <Real>(<f64>load<Real>(label) - 1 / <f64>rows));
  }
  summarise(0, (total + log(product)) / <f64>rows);
}
