import { address, integer, real } from '../../instruction';
import { normal } from '../../random';
import { WORD } from '../../vector';

/** Normal numbers, stored and then scaled. Operands: where; count, scale. */
export function fillNormal(operands: usize): void {
  const x = address(operands, 0);
  const size = integer(operands, 1) * WORD;
  const scale = real(operands, 2);
  for (let i = 0; i < size; i += WORD) store<Real>(x + i, <Real>(<f64>(<Real>normal()) * scale));
}

/** One number everywhere. Operands: where; count, the number. */
export function fill(operands: usize): void {
  const x = address(operands, 0);
  const size = integer(operands, 1) * WORD;
  const value = <Real>real(operands, 2);
  for (let i = 0; i < size; i += WORD) store<Real>(x + i, value);
}

/** x ← c x. Operands: x; count, c. */
export function scale(operands: usize): void {
  const x = address(operands, 0);
  const size = integer(operands, 1) * WORD;
  const factor = real(operands, 2);
  for (let i = 0; i < size; i += WORD) store<Real>(x + i, <Real>(<f64>load<Real>(x + i) * factor));
}
