import { address, integer } from '../../instruction';
import { WORD, add } from '../../vector';

/** y = a + b. Operands: a, b, y, which may be one of the others; count. Whole vectors are processed: buffers end with room for more. */
export function addBatches(operands: usize): void {
  const a = address(operands, 0);
  const b = address(operands, 1);
  const y = address(operands, 2);
  const size = integer(operands, 3) * WORD;
  for (let i = 0; i < size; i += 16) v128.store(y + i, add(v128.load(a + i), v128.load(b + i)));
}
