// The matrix kernel alone, which no user calls.
import { Machine } from '../dist/dynamics/wasm/machine.js';
import { call } from '../dist/dynamics/wasm/program.js';

const ROWS = 32;
const INNER = 64;
const COLUMNS = 64;

const machine = new Machine('float32');
const matrix = (length) => machine.constant(new Float32Array(length).fill(0.5));
const multiply = call(
  'linearForward',
  matrix(ROWS * INNER),
  matrix(INNER * COLUMNS),
  matrix(ROWS * COLUMNS),
  ROWS,
  INNER,
  COLUMNS,
);
const STEPS = 256;
const program = machine.load(Array(16).fill(multiply));
const recorded = machine.allocate(STEPS);
const summaries = machine.allocate(24 * STEPS);

/** Floating-point operations a second of a 32×64×64 product that stays in the first-level cache, over about so many seconds. */
export async function matrixPeak(seconds) {
  let calls = 0;
  const start = process.hrtime.bigint();
  let elapsed = 0;
  while (elapsed < seconds) {
    machine.run(program, program, recorded, 0, 1, 0, 0, 1, STEPS, summaries, 0, summaries);
    calls += 16 * STEPS;
    elapsed = Number(process.hrtime.bigint() - start) / 1e9;
  }
  return (2 * ROWS * INNER * COLUMNS * calls) / elapsed;
}
