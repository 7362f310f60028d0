import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../../src/dynamics/optimizer-run.ts';
import { inOneInterpreter } from './one-interpreter.ts';
import { canRun } from './python-libraries.ts';

const file = fileURLToPath(new URL('../../../fixtures/python/torch_built_groups.py', import.meta.url));
const tensor = (shape: number[], value: number): Tensor => ({
  data: new Float64Array(shape.reduce((product, extent) => product * extent, 1)).fill(value),
  shape,
});
const shapes = [[2, 2], [3]];

/** What two steps with gradients of zero, at η = 0.5 and λ = 0.25 and then at 0.25 and 0.5, multiply weights by. */
function decays(name: string, of = shapes): readonly (readonly number[])[] {
  const run = new OptimizerRun(
    inOneInterpreter('torch', 'file_subject.py', [file, name], name),
    of.map((shape) => tensor(shape, 1)),
  );
  const zeros = of.map((shape) => tensor(shape, 0));
  return [
    [0.5, 0.25],
    [0.25, 0.5],
  ].map(([rate, decay]) => {
    const before = run.parameters.map(({ data }) => data[0]);
    run.step(zeros, rate, decay);
    return run.parameters.map(({ data }, i) => data[0] / before[i]);
  });
}

describe.runIf(canRun('torch'))('groups that a builder makes', () => {
  test.each(['DecaysMatrices', 'SparesVectors'])('%s: those without a decay have none at any step', (name) => {
    expect(decays(name)).toEqual([
      [0.875, 1],
      [0.875, 1],
    ]);
    expect(decays(name, [[3]])).toEqual([[1], [1]]);
    expect(decays(name, [[3, 1]])).toEqual([[0.875], [0.875]]);
  });

  test('whose rates fall as their decays rise have the decay that is asked for', () => {
    expect(decays('ByWidth')).toEqual([
      [0.875, 0.875],
      [0.875, 0.875],
    ]);
    expect(decays('ByWidth', [[3, 4]])).toEqual([[0.875], [0.875]]);
  });

  test('with rates of their own have their share of the rate', () => {
    expect(decays('SlowerVectors')).toEqual([
      [0.875, 1 - 0.125 / 4],
      [0.875, 1 - 0.125 / 4],
    ]);
  });
});
