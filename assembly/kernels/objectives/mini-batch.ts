import { address, integer } from '../../instruction';
import { integer as uniformInteger } from '../../random';
import { WORD } from '../../vector';

/**
 * Copies the rows of a mini-batch together, drawn without replacement (Floyd's algorithm). Operands: rows, labels and bits of the
 * data; rows, labels and bits of the batch; one byte a row of the data, all 0 between calls; a 32-bit word a row of the batch; rows
 * of the data, rows of the batch, numbers a row, words of bits a row, which may be 0.
 */
export function miniBatch(operands: usize): void {
  const data = address(operands, 0);
  const dataLabels = address(operands, 1);
  const dataBits = address(operands, 2);
  const batch = address(operands, 3);
  const batchLabels = address(operands, 4);
  const batchBits = address(operands, 5);
  const taken = address(operands, 6);
  const sample = address(operands, 7);
  const population = integer(operands, 8);
  const rows = integer(operands, 9);
  const size = integer(operands, 10) * WORD;
  const words = integer(operands, 11);
  const skipped = population - rows;
  for (let row = 0; row < rows; row++) {
    const last = skipped + row;
    const index = <i32>uniformInteger(last + 1);
    const chosen = load<u8>(taken + index) == 0 ? index : last;
    store<u8>(taken + chosen, 1);
    store<i32>(sample + (row << 2), chosen);
  }
  for (let row = 0; row < rows; row++) {
    const chosen = load<i32>(sample + (row << 2));
    store<u8>(taken + chosen, 0);
    store<u8>(batchLabels + row, load<u8>(dataLabels + chosen));
    for (let word = 0; word < words; word++)
      store<u64>(batchBits + ((row * words + word) << 3), load<u64>(dataBits + ((chosen * words + word) << 3)));
    const from = data + chosen * size;
    const to = batch + row * size;
    // A cache line at a time: what spills into the next row is overwritten there.
    for (let i = 0; i < size; i += 64) {
      v128.store(to + i, v128.load(from + i));
      v128.store(to + i, v128.load(from + i, 16), 16);
      v128.store(to + i, v128.load(from + i, 32), 32);
      v128.store(to + i, v128.load(from + i, 48), 48);
    }
  }
}
