import { moveTo } from '../instruction';

/** Bytes of a step's summary: loss, mean ln‖w‖², mean squared chord, mean ‖g‖²‖w‖². */
const SUMMARY: i32 = 32;

// A program begins with the number of operands that are addresses in a replica's own memory, the number of bytes by which they
// are displaced at present, the number of bytes from here to the first instruction, and where these operands are.

/** Displaces the addresses of what every replica has of its own. */
function relocate(program: usize, displacement: usize): void {
  const change = displacement - load<u32>(program, 4);
  if (change == 0) return;
  store<u32>(program, displacement, 4);
  const end = program + 12 + (load<u32>(program) << 2);
  for (let entry = program + 12; entry < end; entry += 4) {
    const operand = program + load<u32>(entry);
    store<u32>(operand, load<u32>(operand) + change);
  }
}

function execute(program: usize): void {
  let at = program + load<u32>(program, 8);
  while (true) {
    const size = load<i32>(at, 4);
    if (size == 0) return;
    call_indirect<void>(load<u32>(at), at + 8);
    at += 8 + size;
  }
}

/**
 * Runs steps `firstStep` … `firstStep + steps − 1` of one replica after the other, each staying in cache.
 *
 * @param plain program of a step that nothing is recorded of
 * @param recording program of a step with a summary
 * @param recorded one byte a step: whether to record
 * @param firstRow row of the first replica in memory
 * @param rows number of replicas
 * @param stride bytes from a replica's parameters to those of the next
 * @param firstReplica number of row 0 in the streams of random numbers
 * @param rates table of what the update rule needs, `rateSize` bytes a step
 * @param summaries row-major [replica, step] of what was recorded
 */
export function run(
  plain: usize,
  recording: usize,
  recorded: usize,
  firstRow: u32,
  rows: u32,
  stride: usize,
  firstReplica: u32,
  firstStep: u32,
  steps: u32,
  rates: usize,
  rateSize: usize,
  summaries: usize,
): void {
  for (let row = firstRow; row < firstRow + rows; row++) {
    relocate(plain, row * stride);
    relocate(recording, row * stride);
    for (let i: u32 = 0; i < steps; i++) {
      moveTo(firstReplica + row, firstStep + i, rates + i * rateSize, summaries);
      execute(load<u8>(recorded + i) != 0 ? recording : plain);
      summaries += SUMMARY;
    }
  }
}

/** The first byte that the program does not use itself. */
export function heapBase(): usize {
  return __heap_base;
}
