import { address, integer } from '../../instruction';
import { WORD } from '../../vector';

/**
 * Copies the rows of a mini-batch together. Operands: rows, labels and bits of the data; rows, labels and bits of the batch; the
 * numbers of its rows, 32 bits each; rows of the batch, numbers a row, words of bits a row, which may be 0.
 */
export function copyRows(operands: usize): void {
  const data = address(operands, 0);
  const dataLabels = address(operands, 1);
  const dataBits = address(operands, 2);
  const batch = address(operands, 3);
  const batchLabels = address(operands, 4);
  const batchBits = address(operands, 5);
  const sample = address(operands, 6);
  const rows = integer(operands, 7);
  const size = integer(operands, 8) * WORD;
  const words = integer(operands, 9);
  for (let row = 0; row < rows; row++) {
    const chosen = load<i32>(sample + (row << 2));
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
