import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Precision } from '../../../src/arithmetic/tensor.ts';
import { emptyMachine } from '../../../src/dynamics/wasm/machine.ts';
import { call, offset, type Instruction } from '../../../src/dynamics/wasm/program.ts';
import { normal } from '../../../src/random/normal.ts';
import { stream } from '../../../src/random/stream.ts';

const SENTINEL = 12345;

/** Runs one kernel on two random matrices and returns its output, after checking that nothing behind it has changed. */
function product(
  precision: Precision,
  sizes: readonly [number, number, number],
  kernel: (a: number, b: number, c: number) => Instruction,
): { a: ArrayLike<number>; b: ArrayLike<number>; c: ArrayLike<number> } {
  const machine = emptyMachine(precision);
  const random = stream(sizes.join('x'), 'matrix');
  const draw = (length: number): number => machine.constant(Float32Array.from({ length }, () => normal(random))).address;
  const [a, b] = [draw(sizes[0]), draw(sizes[1])];
  const c = machine.constant(new Float64Array(sizes[2] + 8).fill(SENTINEL)).address;
  const program = machine.load([kernel(a, b, c)]);
  const recorded = machine.allocate(8);
  const summary = machine.allocate(64);
  machine.run(program, program, recorded, 0, 1, 0, 0, 1, 1, summary, 0, summary);
  expect(Array.from(machine.view(c + sizes[2] * machine.word, 8))).toEqual(Array(8).fill(SENTINEL));
  const copyOf = (address: number, length: number): ArrayLike<number> => machine.view(address, length).slice();
  return { a: copyOf(a, sizes[0]), b: copyOf(b, sizes[1]), c: copyOf(c, sizes[2]) };
}

const region = (address: number): { address: number; perReplica: false } => ({ address, perReplica: false });
const extent = fc.integer({ min: 1, max: 21 });

test.each(['float32', 'float64'] as const)('products in all three orientations, of any shape, in %s', (precision) => {
  const close = (value: number, expected: number, inner: number): void =>
    expect(Math.abs(value - expected)).toBeLessThan(inner * 8 * (precision === 'float32' ? 2 ** -22 : 2 ** -51));
  fc.assert(
    fc.property(extent, extent, extent, (rows, inputs, outputs) => {
      const forward = product(precision, [rows * inputs, inputs * outputs, rows * outputs], (a, b, c) =>
        call('linearForward', region(a), region(b), region(c), rows, inputs, outputs),
      );
      const weights = product(precision, [rows * inputs, rows * outputs, inputs * outputs], (a, b, c) =>
        call('linearWeightGradient', region(a), region(b), region(c), rows, inputs, outputs),
      );
      const input = product(precision, [rows * outputs, outputs * inputs, rows * inputs], (a, b, c) =>
        call('linearInputGradient', region(a), region(b), region(c), rows, inputs, outputs),
      );
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < outputs; j++) {
          let sum = 0;
          for (let k = 0; k < inputs; k++) sum += forward.a[i * inputs + k] * forward.b[k * outputs + j];
          close(forward.c[i * outputs + j], sum, inputs);
        }
        for (let k = 0; k < inputs; k++) {
          let sum = 0;
          for (let j = 0; j < outputs; j++) sum += input.a[i * outputs + j] * input.b[j * inputs + k];
          close(input.c[i * inputs + k], sum, outputs);
        }
      }
      for (let k = 0; k < inputs; k++)
        for (let j = 0; j < outputs; j++) {
          let sum = 0;
          for (let i = 0; i < rows; i++) sum += weights.a[i * inputs + k] * weights.b[i * outputs + j];
          close(weights.c[k * outputs + j], sum, rows);
        }
    }),
    { seed: 1, numRuns: 150 },
  );
});

test.each(['float32', 'float64'] as const)('transposes of any shape, in %s', (precision) => {
  fc.assert(
    fc.property(extent, extent, (rows, columns) => {
      const { a, c } = product(precision, [rows * columns, 1, rows * columns], (from, _, to) =>
        call('transposeMatrix', offset(region(from), 0), region(to), rows, columns),
      );
      const expected = Array.from({ length: rows * columns }, (_, i) => a[(i % rows) * columns + Math.floor(i / rows)]);
      expect(Array.from(c)).toEqual(expected);
    }),
    { seed: 1, numRuns: 150 },
  );
});
