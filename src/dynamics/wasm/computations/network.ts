import { size } from '../../../arithmetic/tensor.ts';
import { DATA, describeNetwork, type NetworkDescription } from '../../../networks/describe-network.ts';
import type { Layer } from '../../../networks/layers/layer.ts';
import { trainedNodes } from '../../../networks/network.ts';
import { fanIn } from '../../../networks/shapes.ts';
import type { NetworkComputation } from '../../../objectives/computation.ts';
import { layerBindings } from '../layers/index.ts';
import type { CompiledLayer, LayerBinding, LayerPlace, Weights } from '../layers/layer-binding.ts';
import { call, type Instruction, type Region } from '../program.ts';
import type { Compiler, CompilerContext } from './compiler.ts';
import { miniBatch } from './mini-batch.ts';

type Context = Pick<CompilerContext, 'machine' | 'parameters' | 'gradients'>;

/** Why a network cannot be compiled: a layer that has no kernels; `undefined` where it can. */
export function missingKernel({ graph }: NetworkComputation): string | undefined {
  const missing = graph.nodes.find(({ layer }) => !layerBindings.some((binding) => binding.layer === layer));
  return missing && `the layer ${missing.layer} has no kernels`;
}

/** The layers in the order of the graph, mean cross-entropy, and the way back. */
export const network: Compiler<NetworkComputation> = (computation, context) => {
  const description = describeNetwork(computation.graph);
  const sparse = description.nodes.some(({ from, layer }) => from.includes(DATA) && bindingOf(layer).sparse);
  const { before, inputs, labels, support } = miniBatch(computation, context, sparse);
  const { batch: rows } = computation;
  const layers = compileLayers(description, computation, context, { rows, estimationRows: rows, support }, inputs);
  const loss = (gradient: Region): Instruction =>
    call('softmaxCrossEntropy', layers[layers.length - 1].output, labels, gradient, rows, classesOf(description));
  return {
    initialise: description.parameters.map(({ role, shape }, i) =>
      role === 'weight'
        ? call('fillNormal', context.parameters[i], size(shape), { real: 1 / Math.sqrt(fanIn(shape)) })
        : call('fill', context.parameters[i], size(shape), { real: role === 'gain' ? 1 : 0 }),
    ),
    gradient: [...before, ...layers.flatMap(({ forward }) => forward), ...wayBack(description, layers, loss, context, rows)],
  };
};

/** The logits of all rows, with batch statistics of those that are trained on. */
export function compileLogits(
  computation: NetworkComputation,
  context: Pick<CompilerContext, 'machine' | 'parameters'>,
): { instructions: readonly Instruction[]; logits: Region; length: number } {
  const { graph, inputs, rows: estimationRows } = computation;
  const description = describeNetwork(graph);
  const rows = inputs.length / size(graph.input);
  const data = context.machine.constant(inputs);
  const layers = compileLayers(description, computation, { ...context, gradients: [] }, { rows, estimationRows }, data);
  return {
    instructions: layers.flatMap(({ forward }) => forward),
    logits: layers[layers.length - 1].output,
    length: rows * classesOf(description),
  };
}

function bindingOf({ name }: Layer): LayerBinding {
  return layerBindings.find((binding) => binding.layer === name)!;
}

function classesOf({ nodes }: NetworkDescription): number {
  return size(nodes[nodes.length - 1].output);
}

/** The layers for these data, the first one first. */
function compileLayers(
  { nodes }: NetworkDescription,
  { constants }: NetworkComputation,
  { machine, parameters, gradients }: Context,
  place: Pick<LayerPlace, 'rows' | 'estimationRows' | 'support'>,
  data: Region,
): CompiledLayer[] {
  const fixed = constants.map((constant): Weights => ({ region: machine.constant(constant), constant }));
  const layers: CompiledLayer[] = [];
  for (const { layer, options, from, inputs, output, arrays } of nodes) {
    const { support, ...everywhere } = place;
    layers.push(
      bindingOf(layer).compile(
        {
          ...everywhere,
          ...(support !== undefined && from[0] === DATA && { support }),
          machine,
          inputs: from.map((node) => (node === DATA ? data : layers[node].output)),
          shapes: inputs,
          output,
          arrays: arrays.map(({ trained, index }) =>
            trained ? { region: parameters[index], gradient: gradients[index] } : fixed[index],
          ),
        },
        options,
      ),
    );
  }
  return layers;
}

/**
 * The loss and the way back. Buffers for gradients of outputs go round: one is free again as soon as the layer before which it
 * stands has read it, so that a chain of layers has two. Where several edges come back to a node, their gradients are added.
 */
function wayBack(
  { nodes }: NetworkDescription,
  layers: readonly CompiledLayer[],
  loss: (gradient: Region) => Instruction,
  { machine }: Context,
  rows: number,
): readonly Instruction[] {
  const widest = rows * Math.max(...nodes.map(({ output }) => size(output)));
  const free: Region[] = [];
  const take = (): Region => free.pop() ?? machine.scratch(widest);
  const trained = trainedNodes(nodes);
  const arrived = nodes.map((): Region | undefined => undefined);
  const last = take();
  arrived[nodes.length - 1] = last;
  const instructions = [loss(last)];
  for (let i = nodes.length - 1; i >= 0; i--) {
    const outputGradient = arrived[i];
    if (outputGradient === undefined) continue;
    const { from } = nodes[i];
    const inputGradients = from.map((node) => (node !== DATA && trained[node] ? take() : undefined));
    instructions.push(...layers[i].backward(outputGradient, inputGradients));
    free.push(outputGradient);
    from.forEach((node, input) => {
      const gradient = inputGradients[input];
      if (gradient === undefined) return;
      const before = arrived[node];
      if (before === undefined) {
        arrived[node] = gradient;
        return;
      }
      instructions.push(call('addBatches', before, gradient, before, rows * size(nodes[node].output)));
      free.push(gradient);
    });
  }
  return instructions;
}
