import { size } from '../../../arithmetic/tensor.ts';
import type { PerceptronComputation } from '../../../objectives/computation.ts';
import { stepsOfEpoch, type Sampling } from '../../../datasets/row-sampler.ts';
import { describeNetwork, WEIGHT_NORMALISATION_GAIN } from '../../../objectives/network/multilayer-perceptron.ts';
import { activation } from '../layers/activation.ts';
import { affine } from '../layers/affine.ts';
import { batchNormalisation } from '../layers/batch-normalisation.ts';
import { bias } from '../layers/bias.ts';
import { groupNormalisation } from '../layers/group-normalisation.ts';
import type { CompiledLayer, LayerInput, Support, Weights } from '../layers/layer.ts';
import { linear } from '../layers/linear.ts';
import { rmsNormalisation } from '../layers/rms-normalisation.ts';
import { weightNormalisedLinear } from '../layers/weight-normalisation.ts';
import { call, type Instruction, type Region } from '../program.ts';
import { supportBits, wordsOf } from '../support.ts';
import type { Compiler, CompilerContext } from './compiler.ts';

/** The layers in the order of `buildNetwork`, mean cross-entropy, and the way back. */
export const multilayerPerceptron: Compiler<PerceptronComputation> = (computation, context) => {
  const { machine } = context;
  const { architecture, batch: rows } = computation;
  const { before, inputs, labels, support } = examples(computation, context);
  const layers = compileLayers(computation, context, { rows, input: inputs, support });
  const logits = layers[layers.length - 1].output;

  // Gradients of outputs alternate between two buffers: a layer reads the one and writes the other.
  const widest = rows * Math.max(...layers.map(({ units }) => units));
  const buffers = [machine.scratch(widest), machine.scratch(widest)];
  const loss = call('softmaxCrossEntropy', logits, labels, buffers[0], rows, architecture.classes);
  const backward = [...layers.keys()]
    .reverse()
    .flatMap((i, turn) => layers[i].backward(buffers[turn % 2], i === 0 ? undefined : buffers[(turn + 1) % 2]));
  return {
    initialise: describeNetwork(architecture).parameters.map(({ role, shape }, i) =>
      role === 'weight'
        ? call('fillNormal', context.parameters[i], size(shape), { real: 1 / Math.sqrt(shape[0]) })
        : call('fill', context.parameters[i], size(shape), { real: role === 'gain' ? 1 : 0 }),
    ),
    gradient: [...before, ...layers.flatMap(({ forward }) => forward), loss, ...backward],
  };
};

/** The logits of all rows, with batch statistics of those that are trained on. */
export function compileLogits(
  computation: PerceptronComputation,
  context: Pick<CompilerContext, 'machine' | 'parameters'>,
): { instructions: readonly Instruction[]; logits: Region; length: number } {
  const { architecture, inputs, rows: estimationRows } = computation;
  const rows = inputs.length / architecture.inputs;
  const input = context.machine.constant(inputs);
  const layers = compileLayers(computation, { ...context, gradients: [] }, { rows, input, estimationRows });
  return {
    instructions: layers.flatMap(({ forward }) => forward),
    logits: layers[layers.length - 1].output,
    length: rows * architecture.classes,
  };
}

/** The layers for these inputs, the first one first. */
function compileLayers(
  { architecture, constants }: PerceptronComputation,
  context: Pick<CompilerContext, 'machine' | 'parameters' | 'gradients'>,
  { rows, input, estimationRows, support }: Pick<LayerInput, 'rows' | 'input' | 'estimationRows' | 'support'>,
): CompiledLayer[] {
  const { machine } = context;
  const { normaliser, epsilon, groups, widths, classes } = architecture;
  const find = arrays(architecture, constants, context);
  const layers: CompiledLayer[] = [];
  let layer: LayerInput = { machine, rows, units: architecture.inputs, input, estimationRows, support };
  const push = (compiled: CompiledLayer): void => {
    layers.push(compiled);
    layer = { machine, rows, units: compiled.units, input: compiled.output, estimationRows };
  };
  widths.forEach((units, i) => {
    const name = `hidden${i + 1}`;
    const weights = find(`${name}.weight`);
    if (normaliser === 'weight')
      push(weightNormalisedLinear(layer, units, weights, { gain: WEIGHT_NORMALISATION_GAIN, epsilon }));
    else push(linear(layer, units, weights));
    if (architecture.bias === 'trained') push(bias(layer, find(`${name}.bias`)));
    if (normaliser === 'batch') push(batchNormalisation(layer, epsilon));
    if (normaliser === 'layer') push(groupNormalisation(layer, { groups: 1, epsilon }));
    if (normaliser === 'group') push(groupNormalisation(layer, { groups, epsilon }));
    if (normaliser === 'rms') push(rmsNormalisation(layer, epsilon));
    if (architecture.gain !== 'none') push(affine(layer, find(`${name}.gain`), find(`${name}.shift`)));
    push(activation(layer, architecture.activation));
  });
  push(linear(layer, classes, find('top.weight')));
  return layers;
}

/** The mini-batch, and the instructions that draw it. */
function examples(
  { architecture, inputs, labels, rows, batch, sampling }: PerceptronComputation,
  { machine, key }: CompilerContext,
): { before: readonly Instruction[]; inputs: Region; labels: Region; support?: Support } {
  const units = architecture.inputs;
  const data = machine.constant(inputs.subarray(0, rows * units));
  const dataLabels = machine.constantBytes(labels.subarray(0, rows));
  // In float64 products are seldom asked for, and not worth kernels of their own.
  const bits = machine.precision === 'float32' ? supportBits(inputs, units) : undefined;
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

/** Finds the arrays of the network by name. */
function arrays(
  architecture: PerceptronComputation['architecture'],
  constants: PerceptronComputation['constants'],
  { machine, parameters, gradients }: Pick<CompilerContext, 'machine' | 'parameters' | 'gradients'>,
): (name: string) => Weights {
  const description = describeNetwork(architecture);
  const known = new Map<string, Weights>();
  description.parameters.forEach(({ name }, i) => known.set(name, { region: parameters[i], gradient: gradients[i] }));
  description.constants.forEach(({ name }, i) =>
    known.set(name, { region: machine.constant(constants[i]), constant: constants[i] }),
  );
  return (name) => known.get(name)!;
}
