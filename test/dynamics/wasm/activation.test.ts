import { expect, test } from 'vitest';
import { emptyMachine } from '../../../src/dynamics/wasm/machine.ts';
import { call } from '../../../src/dynamics/wasm/program.ts';
import { gelu } from '../../../src/networks/layers/gelu.ts';
import { leakyRelu } from '../../../src/networks/layers/leaky-relu.ts';
import { relu } from '../../../src/networks/layers/relu.ts';
import { tanh } from '../../../src/networks/layers/tanh.ts';

const cases = [relu, leakyRelu, tanh, gelu].flatMap((layer) =>
  (['float32', 'float64'] as const).map((precision) => ({ name: layer.name, layer, precision })),
);

test.each(cases)('$name in $precision: values and derivatives from −12 to 12', ({ name, layer, precision }) => {
  const machine = emptyMachine(precision);
  const points = Float32Array.from({ length: 4801 }, (_, i) => (i - 2400) / 200);
  const count = points.length;
  const [x, y, slope] = [machine.constant(points), machine.scratch(count), machine.scratch(count)];
  const ones = machine.constant(new Float32Array(count).fill(1));
  const kernel = name === 'leaky-relu' ? 'leakyRelu' : name;
  const program = machine.load([call(`${kernel}Forward`, x, y, count), call(`${kernel}Backward`, ones, x, y, slope, count)]);
  const recorded = machine.allocate(8);
  const summary = machine.allocate(64);
  machine.run(program, program, recorded, 0, 1, 0, 0, 1, 1, summary, 0, summary);
  const [values, slopes] = [machine.view(y.address, count), machine.view(slope.address, count)];
  // float64: the same bits. float32: a few units in the last place of the larger of result and 1.
  const tolerance = precision === 'float32' ? 4e-7 : 0;
  points.forEach((point, i) => {
    const value = layer.value(point);
    expect(Math.abs(values[i] - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
    expect(Math.abs(slopes[i] - layer.derivative(point, value))).toBeLessThanOrEqual(2 * tolerance);
  });
});
