import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/arithmetic/tensor.ts';
import { accumulateGradients } from '../../src/optimizers/accumulate-gradients.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { iterate } from '../../src/optimizers/iterate.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

const options = { learningRate: 0.1, weightDecay: 0.4 };
const start = [1, -2, 0.5];
/** Multiples of 1/8, so that means of four are exact. */
const gradient = (t: number): number[] => start.map((_, j) => ((((t + 3) * (j + 5) * 29) % 31) - 15.5) / 4);
const mean = (batches: readonly number[][]): number[] =>
  start.map((_, j) => batches.reduce((sum, g) => sum + g[j], 0) / batches.length);

describe.each(optimizers.map((optimizer) => [optimizer.name, optimizer] as const))(
  'accumulateGradients(%s, 4)',
  (_, optimizer) => {
    const patient = accumulateGradients(optimizer, 4);
    const batches = Array.from({ length: 32 }, (__, t) => gradient(t));
    const means = Array.from({ length: 8 }, (__, move) => mean(batches.slice(4 * move, 4 * move + 4)));

    test('takes the steps of the optimizer on the means, bit for bit', () => {
      for (const moves of [1, 2, 8]) {
        expect(iterate(patient, start, batches.slice(0, 4 * moves), options)).toEqual(
          iterate(optimizer, start, means.slice(0, moves), options),
        );
      }
    });

    test('moves at each fourth call only', () => {
      for (const calls of [1, 2, 3]) expect(iterate(patient, start, batches.slice(0, calls), options)).toEqual(start);
      expect(iterate(patient, start, batches.slice(0, 7), options)).toEqual(
        iterate(patient, start, batches.slice(0, 4), options),
      );
    });

    test('declares what it is, and keeps the contract', () => {
      expect(patient.microBatches).toBe(4);
      expect(patient.contract).toBe(optimizer.contract);
      expect(patient.hyperparameters).toBe(optimizer.hyperparameters);
      expect(patient.name).toBe(`${optimizer.name} (4 micro-batches)`);
    });
  },
);

test('counts the steps of the optimizer once a move, and hands it the rates of the last call', () => {
  const seen: [number, number, number][] = [];
  const spy = accumulateGradients(
    {
      name: 'spy',
      init: () => ({}),
      update: ({ step, learningRate, weightDecay }) => void seen.push([step, learningRate, weightDecay]),
    },
    3,
  );
  const parameters: Tensor[] = [{ data: Float64Array.of(1), shape: [1] }];
  const state = spy.init({ parameters });
  for (let step = 1; step <= 7; step++) {
    spy.update({ parameters, gradients: parameters, state, learningRate: step, weightDecay: -step, hyperparameters: {}, step });
  }
  expect(seen).toEqual([
    [1, 3, -3],
    [2, 6, -6],
  ]);
});

test('resumes in the middle of a sum', () => {
  const patient = accumulateGradients(sgd, 3);
  const parameters: Tensor[] = [{ data: Float32Array.from(start), shape: [3] }];
  const state = patient.init({ parameters });
  const call = (tensors: Tensor[], memory: typeof state, step: number): void => {
    const gradients = [{ data: Float32Array.from(gradient(step)), shape: [3] }];
    patient.update({ parameters: tensors, gradients, state: memory, ...options, hyperparameters: {}, step });
  };
  for (let step = 1; step <= 4; step++) call(parameters, state, step);
  const [twin, memory] = [structuredClone(parameters), structuredClone(state)];
  for (let step = 5; step <= 9; step++) {
    call(parameters, state, step);
    call(twin, memory, step);
  }
  expect(twin).toEqual(parameters);
  expect([...twin[0].data]).not.toEqual(start);
});

test('may be applied twice', () => {
  const patient = accumulateGradients(accumulateGradients(sgd, 2), 2);
  expect(patient.microBatches).toBe(4);
  const batches = [gradient(0), gradient(1), gradient(2), gradient(3)];
  expect(iterate(patient, start, batches, options)).toEqual(iterate(sgd, start, [mean(batches)], options));
  expect(iterate(patient, start, batches.slice(0, 3), options)).toEqual(start);
});

test.each([0, -1, 1.5, NaN])('refuses %d micro-batches', (count) => {
  expect(() => accumulateGradients(sgd, count)).toThrow('expected a whole number from 1');
});
