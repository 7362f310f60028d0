import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Precision } from '../../../src/arithmetic/tensor.ts';
import { emptyMachine, type Machine } from '../../../src/dynamics/wasm/machine.ts';
import { call, offset, type Instruction, type Region } from '../../../src/dynamics/wasm/program.ts';
import { supportBits } from '../../../src/dynamics/wasm/support.ts';
import { normal } from '../../../src/random/normal.ts';
import { stream } from '../../../src/random/stream.ts';
import { runs } from '../../size.ts';

const SENTINEL = 12345;

/** Runs instructions once. */
function execute(machine: Machine, instructions: readonly Instruction[]): void {
  const program = machine.load(instructions);
  const recorded = machine.allocate(8);
  const summary = machine.allocate(64);
  machine.run(program, program, recorded, 0, 1, 0, 0, 1, 1, summary, 0, summary);
}

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
  execute(machine, [kernel(a, b, c)]);
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
    { seed: 1, numRuns: runs(50, 150) },
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
    { seed: 1, numRuns: runs(50, 150) },
  );
});

/** Where all of a column or none of it is 0, pairs of rows have much or nothing to pass over. */
const zeros = fc.constantFrom(0.1, 0.5, 0.95);

test('products that pass over zeros have the bits of those that do not, in float32', () => {
  const panels = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 140 }), panels, zeros, (rows, inputs, n, share) => {
      const outputs = 16 * n;
      const machine = emptyMachine('float32');
      const random = stream(`${rows}x${inputs}x${outputs}`, 'matrix');
      const draw = (length: number, none = 0): Float32Array =>
        Float32Array.from({ length }, () => (random.uniform() < none ? 0 : normal(random)));
      // The threshold is not what is tested: a row of zeros is added that no product reads.
      const x = draw(rows * inputs, share);
      const bits = supportBits(Float32Array.from([...x, ...new Float32Array(rows * inputs)]), inputs)!;
      const words = Math.ceil(inputs / 64);
      const ofRows = machine.doubles(16 * Math.ceil(rows / 16) * words);
      machine.bytes(ofRows.address, 8 * rows * words).set(bits.subarray(0, 8 * rows * words));
      const ofColumns = machine.doubles(64 * words * Math.ceil(rows / 64));
      const [input, weights, outputGradient] = [x, draw(inputs * outputs), draw(rows * outputs)].map((v) => machine.constant(v));
      const [z, sparseZ] = [0, 1].map(() => machine.scratch(rows * outputs));
      const [gradient, sparseGradient] = [0, 1].map(() => machine.scratch(inputs * outputs));
      const sizes = [rows, inputs, outputs];
      execute(machine, [
        call('transposeBits', ofRows, ofColumns, rows, inputs),
        call('linearForward', input, weights, z, ...sizes),
        call('sparseLinearForward', input, ofRows, weights, sparseZ, ...sizes),
        call('linearWeightGradient', input, outputGradient, gradient, ...sizes),
        call('sparseLinearWeightGradient', input, ofColumns, outputGradient, sparseGradient, ...sizes),
      ]);
      const read = ({ address: at }: Region, length: number): number[] => Array.from(machine.view(at, length));
      expect(read(sparseZ, rows * outputs)).toEqual(read(z, rows * outputs));
      expect(read(sparseGradient, inputs * outputs)).toEqual(read(gradient, inputs * outputs));
    }),
    { seed: 1, numRuns: runs(50, 150) },
  );
});
