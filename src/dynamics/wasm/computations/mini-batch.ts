import { size } from '../../../arithmetic/tensor.ts';
import { stepsOfEpoch, type Sampling } from '../../../datasets/row-sampler.ts';
import type { NetworkComputation } from '../../../objectives/computation.ts';
import type { Support } from '../layers/layer-binding.ts';
import { call, type Instruction, type Region } from '../program.ts';
import { supportBits, wordsOf } from '../support.ts';
import type { CompilerContext } from './compiler.ts';

/**
 * The mini-batch, and the instructions that draw it.
 *
 * @param sparse whether to look for zeros of the data that can be passed over
 */
export function miniBatch(
  { graph, inputs, labels, rows, batch, sampling }: NetworkComputation,
  { machine, key }: CompilerContext,
  sparse: boolean,
): { before: readonly Instruction[]; inputs: Region; labels: Region; support?: Support } {
  const units = size(graph.input);
  const data = machine.constant(inputs.subarray(0, rows * units));
  const dataLabels = machine.constantBytes(labels.subarray(0, rows));
  // In float64 products are seldom asked for, and not worth kernels of their own.
  const bits = sparse && machine.precision === 'float32' ? supportBits(inputs, units) : undefined;
  const words = wordsOf(units);
  // `transposeBits` works on blocks of 16 rows and 64 columns.
  const bitsOfRows = (count: number): Region => machine.doubles(16 * Math.ceil(count / 16) * words);
  const dataBits = bitsOfRows(rows);
  if (bits) machine.bytes(dataBits.address, rows * words * 8).set(bits.subarray(0, rows * words * 8));
  const ofColumns = machine.doubles(64 * words * wordsOf(batch));
  const transpose = (ofRows: Region): Instruction[] => (bits ? [call('transposeBits', ofRows, ofColumns, batch, units)] : []);
  const support = (ofRows: Region): Support | undefined => bits && { ofRows, ofColumns };
  if (sampling === 'all') return { before: transpose(dataBits), inputs: data, labels: dataLabels, support: support(dataBits) };

  const batchInputs = machine.scratch(batch * units);
  const batchLabels = machine.constantBytes(new Uint8Array(batch));
  const batchBits = bitsOfRows(batch);
  const sample = machine.doubles(Math.ceil(batch / 2));
  const copied = [data, dataLabels, dataBits, batchInputs, batchLabels, batchBits, sample, batch, units, bits ? words : 0];
  return {
    before: [...sampled(sampling, sample, { machine, key, rows, batch }), call('copyRows', ...copied), ...transpose(batchBits)],
    inputs: batchInputs,
    labels: batchLabels,
    support: support(batchBits),
  };
}

/** The instructions that draw the numbers of the rows of a mini-batch, as `rowSampler` does. */
function sampled(
  sampling: Sampling,
  sample: Region,
  { machine, key, rows, batch }: Pick<CompilerContext, 'machine' | 'key'> & { readonly rows: number; readonly batch: number },
): readonly Instruction[] {
  const seek = call('seekStream', key[0], key[1]);
  if (sampling === 'replacement') return [seek, call('rowsWithReplacement', sample, rows, batch)];
  if (sampling === 'fresh') {
    const taken = machine.constantBytes(new Uint8Array(rows));
    return [seek, call('rowsWithoutReplacement', taken, sample, rows, batch)];
  }
  // What has not been drawn yet is of no replica.
  const drawn = machine.constantBytes(new Uint8Array(12));
  const order = machine.doubles(Math.ceil(rows / 2));
  return [call('rowsOfEpoch', drawn, order, sample, rows, batch, stepsOfEpoch(rows, batch, false), key[0], key[1])];
}
