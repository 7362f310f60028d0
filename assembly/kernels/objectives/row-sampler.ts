import { address, integer, replicaNumber, stepNumber } from '../../instruction';
import { integer as uniformInteger, seek } from '../../random';

// The samplers of src/objectives/row-sampler.ts, operation by operation: the same rows as there, 32 bits each.

/** Floyd's algorithm. Operands: one byte a row of the data, all 0 between calls; the sample; rows of the data and of the batch. */
export function rowsWithoutReplacement(operands: usize): void {
  const taken = address(operands, 0);
  const sample = address(operands, 1);
  const population = integer(operands, 2);
  const rows = integer(operands, 3);
  const skipped = population - rows;
  for (let row = 0; row < rows; row++) {
    const last = skipped + row;
    const index = <i32>uniformInteger(last + 1);
    const chosen = load<u8>(taken + index) == 0 ? index : last;
    store<u8>(taken + chosen, 1);
    store<i32>(sample + (row << 2), chosen);
  }
  for (let row = 0; row < rows; row++) store<u8>(taken + load<i32>(sample + (row << 2)), 0);
}

/** Operands: the sample; rows of the data and of the batch. */
export function rowsWithReplacement(operands: usize): void {
  const sample = address(operands, 0);
  const population = integer(operands, 1);
  const rows = integer(operands, 2);
  for (let row = 0; row < rows; row++) store<i32>(sample + (row << 2), <i32>uniformInteger(population));
}

/** Orders of passes are drawn from steps that no run reaches. */
const FIRST_EPOCH: u32 = 0x80000000;

/**
 * Operands: whether an order is drawn, of which replica and epoch, 32 bits each; the order; the sample; rows of the data and of the
 * batch; steps of a pass; the two words of the stream's key.
 */
export function rowsOfEpoch(operands: usize): void {
  const drawn = address(operands, 0);
  const order = address(operands, 1);
  const sample = address(operands, 2);
  const population = integer(operands, 3);
  const rows = integer(operands, 4);
  const steps = <u32>integer(operands, 5);
  const turn = stepNumber() - 1;
  const epoch = turn / steps;
  if (load<u32>(drawn) == 0 || load<u32>(drawn, 4) != replicaNumber() || load<u32>(drawn, 8) != epoch) {
    seek(integer(operands, 6), integer(operands, 7), replicaNumber(), FIRST_EPOCH + epoch);
    for (let i = 0; i < population; i++) {
      const j = i == 0 ? 0 : <i32>uniformInteger(i + 1);
      store<i32>(order + (i << 2), load<i32>(order + (j << 2)));
      store<i32>(order + (j << 2), i);
    }
    store<u32>(drawn, 1);
    store<u32>(drawn, replicaNumber(), 4);
    store<u32>(drawn, epoch, 8);
  }
  const from = order + (((turn % steps) * rows) << 2);
  for (let row = 0; row < rows; row++) store<i32>(sample + (row << 2), load<i32>(from + (row << 2)));
}
