import { size } from '../../../arithmetic/tensor.ts';
import { call, type Instruction, type Region } from '../program.ts';
import type { LayerBinding, LayerPlace } from './layer-binding.ts';

/** Columns that `sparseProduct` computes at a time. */
const SPARSE_PANEL = 16;

export const linear: LayerBinding<{ units: number }> = {
  layer: 'linear',
  sparse: true,
  compile(place, { units: outputs }) {
    const { machine, rows, inputs: [input], shapes: [shape], arrays: [{ region, gradient }], support } = place; // prettier-ignore
    const inputs = size(shape);
    const output = machine.scratch(rows * outputs);
    const sizes = [rows, inputs, outputs];
    const sparse = outputs % SPARSE_PANEL === 0 ? support : undefined;
    const propagate = propagation(place, inputs, outputs);
    const weightGradient = (outputGradient: Region, to: Region): Instruction =>
      sparse
        ? call('sparseLinearWeightGradient', input, sparse.ofColumns, outputGradient, to, ...sizes)
        : call('linearWeightGradient', input, outputGradient, to, ...sizes);
    return {
      output,
      forward: [
        sparse
          ? call('sparseLinearForward', input, sparse.ofRows, region, output, ...sizes)
          : call('linearForward', input, region, output, ...sizes),
      ],
      backward: (outputGradient, [inputGradient]) => [
        ...(gradient ? [weightGradient(outputGradient, gradient)] : []),
        ...(inputGradient ? propagate(outputGradient, inputGradient) : []),
      ],
    };
  },
};

/** ∂x = ∂z Wᵀ, by the product that transposes least; the sums are the same. */
function propagation(
  { machine, rows, arrays: [{ region, constant }] }: LayerPlace,
  inputs: number,
  outputs: number,
): (outputGradient: Region, inputGradient: Region) => readonly Instruction[] {
  if (constant === undefined && rows * (inputs + outputs) < inputs * outputs) {
    // (W ∂zᵀ)ᵀ
    const [across, result] = [machine.scratch(outputs * rows), machine.scratch(inputs * rows)];
    return (outputGradient, inputGradient) => [
      call('transposeMatrix', outputGradient, across, rows, outputs),
      call('linearForward', region, across, result, inputs, outputs, rows),
      call('transposeMatrix', result, inputGradient, inputs, rows),
    ];
  }
  const transposed = machine.scratch(inputs * outputs);
  if (constant !== undefined) {
    const view = machine.view(transposed.address, inputs * outputs);
    for (let i = 0; i < inputs; i++) for (let j = 0; j < outputs; j++) view[j * inputs + i] = constant[i * outputs + j];
  }
  return (outputGradient, inputGradient) => [
    ...(constant === undefined ? [call('transposeMatrix', region, transposed, inputs, outputs)] : []),
    call('linearInputGradient', outputGradient, transposed, inputGradient, rows, inputs, outputs),
  ];
}
