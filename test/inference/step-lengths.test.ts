import { expect, test } from 'vitest';
import { OptimizerRun } from '../../src/dynamics/optimizer-run.ts';
import { moving, positions } from '../../src/inference/positions.ts';
import { settledRun } from '../../src/inference/settled-run.ts';
import { stepLengths } from '../../src/inference/step-lengths.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

const tensors = (...values: number[][]): { data: Float64Array; shape: number[] }[] =>
  values.map((each) => ({ data: Float64Array.from(each), shape: [each.length] }));
const gradients = [tensors([3, 4], [1]), tensors([0, 0], [-2])];
const runOfSgd = (): OptimizerRun => new OptimizerRun(sgd, tensors([1, 2], [3]), { momentum: 0 });

test('positions are where tensors are before the first step and after each, whatever becomes of the run', () => {
  const run = runOfSgd();
  const at = positions(run, gradients, 0.5);
  run.step(gradients[0], 1, 0);
  expect(at.map((each) => each.map(({ data }) => Array.from(data)))).toEqual([
    [[1, 2], [3]],
    [[-0.5, 0], [2.5]],
    [[-0.5, 0], [3.5]],
  ]);
  expect(moving(at)).toEqual([
    [true, true],
    [false, true],
  ]);
  expect(positions(runOfSgd(), [tensors([0, 0], [0])], 0.5, 0.5)[1][1].data[0]).toBe(2.25);
});

test('lengths of steps are of each tensor at each step', () => {
  expect(stepLengths(runOfSgd(), gradients, 0.5)).toEqual([
    [2.5, 0.5],
    [0, 1],
  ]);
});

test('a settled run goes on with gradients that it has not had, the same at each asking', () => {
  const { run, gradients: of } = settledRun(sgd, 'test', 3, 0.5);
  expect(run.calls).toBe(3);
  expect(of(1)).toEqual(of(1));
  expect(of(1)).toEqual(settledRun(sgd, 'test', 2, 0.5).gradients(2));
  expect(of(1)).not.toEqual(of(2));
});
