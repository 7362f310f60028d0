import { describe, expect, test } from 'vitest';
import { switches } from '../../../src/inference/findings/switches.ts';
import { measure } from '../../../src/inference/measurements.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { sample } from '../../size.ts';

/** What is found behind the switches of an optimizer. */
const behind = (optimizer: Optimizer): Record<string, string> =>
  Object.fromEntries(
    Object.entries(switches(measure(optimizer))).flatMap(([name, finding]) =>
      finding === undefined ? [] : [[name.slice('switch '.length), finding.cause]],
    ),
  );

interface Switches {
  readonly amsgrad: number;
  readonly maximize: number;
  readonly decoupled: number;
  readonly correct: number;
  readonly correctSecond: number;
  readonly independent: number;
  readonly proximal: number;
  readonly cautious: number;
  readonly foreach: number;
}

interface Parts {
  /** Sign of the decay, for the switches that are given. */
  readonly decay?: (given: Switches) => number;
  /** What the correction of the second moment counts. */
  readonly clock?: (given: Switches, step: number, tensor: number) => number;
}

/** Adam as libraries have it: every design behind a switch of its own. */
const adamOfSwitches = (off: Partial<Switches> = {}, { decay = () => 1, clock = (_, step) => step }: Parts = {}): Optimizer => ({
  name: 'adam of switches',
  hyperparameters: {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    amsgrad: 0,
    maximize: 0,
    decoupled: 1,
    correct: 1,
    correctSecond: 1,
    independent: 0,
    proximal: 0,
    cautious: 0,
    foreach: 0,
    ...off,
  },
  init: ({ parameters }) => ['m', 'v', 'x'].map(() => parameters.map(({ data }) => Array.from(data, () => 0))),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step }) {
    const given = hyperparameters as unknown as Switches;
    const { beta1, beta2, epsilon } = hyperparameters;
    const sign = given.maximize ? -1 : 1;
    const share = decay(given) * (given.independent ? weightDecay : learningRate * weightDecay);
    parameters.forEach(({ data: w }, i) => {
      const [m, v, x] = (state as number[][][]).map((each) => each[i]);
      const t = clock(given, step, i);
      for (let j = 0; j < w.length; j++) {
        const g = sign * gradients[i].data[j] + (given.decoupled ? 0 : decay(given) * weightDecay * w[j]);
        m[j] = beta1 * m[j] + (1 - beta1) * g;
        v[j] = beta2 * v[j] + (1 - beta2) * g * g;
        x[j] = Math.max(x[j], v[j]);
        const second = (given.amsgrad ? x[j] : v[j]) / (given.correct && given.correctSecond ? 1 - beta2 ** t : 1);
        const u = m[j] / (given.correct ? 1 - beta1 ** t : 1) / (Math.sqrt(second) + epsilon);
        if (given.decoupled && !given.proximal) w[j] *= 1 - share;
        if (!given.cautious || u * g > 0) w[j] -= learningRate * u;
        if (given.decoupled && given.proximal) w[j] /= 1 + share;
      }
    });
  },
});

describe('behind the switches of an honest optimizer nothing is found', () => {
  const { cases, said } = sample<Partial<Switches>>(
    [{}, { decoupled: 0 }, { amsgrad: 1, correct: 0 }, { maximize: 1 }, { foreach: 1, independent: 1 }],
    3,
  );
  test.each(cases)(`%j${said}`, (given) => {
    expect(behind(adamOfSwitches(given))).toEqual({});
  });
});

test.each<[string, Parts, Record<string, string>]>([
  ['a decay that is turned with the gradient', { decay: ({ maximize }) => (maximize ? -1 : 1) }, { maximize: 'decay-grows' }],
  [
    'a decay that another implementation forgets',
    { decay: ({ foreach }) => (foreach ? 0 : 1) },
    { foreach: 'code-path-differs' },
  ],
  ['a decay that one of them doubles', { decay: ({ foreach }) => (foreach ? 2 : 1) }, { foreach: 'decay-twice' }],
  [
    'a counter that one of them advances once a tensor',
    { clock: ({ foreach }, step, tensor) => (foreach ? (step - 1) * 3 + tensor + 1 : step) },
    { foreach: 'correction-per-tensor' },
  ],
  [
    'a counter that AMSGrad never advances',
    { clock: ({ amsgrad }, step) => (amsgrad ? 1 : step) },
    { amsgrad: 'correction-stuck' },
  ],
])('%s is found behind its switch', (_, parts, expected) => {
  expect(behind(adamOfSwitches({}, parts))).toEqual(expected);
});

test('gradients that are turned in their own memory are found behind the switch that does so', () => {
  const inPlace: Optimizer = {
    ...adamOfSwitches(),
    update(step) {
      const turns = step.hyperparameters.maximize > 0;
      if (turns) for (const { data } of step.gradients) for (let j = 0; j < data.length; j++) data[j] = -data[j];
      adamOfSwitches().update({ ...step, hyperparameters: { ...step.hyperparameters, maximize: 0 } });
    },
  };
  expect(behind(inPlace)).toEqual({ maximize: 'gradients-changed' });
});

test('gradients that are clipped in their own memory are found behind a limit that none reaches', () => {
  const inPlace = (limit: number): Optimizer => ({
    ...sgd,
    hyperparameters: { limit },
    update(step) {
      const most = step.hyperparameters.limit;
      for (const { data } of most > 0 ? step.gradients : [])
        for (let j = 0; j < data.length; j++) data[j] = Math.max(-most, Math.min(most, data[j]));
      sgd.update({ ...step, state: {}, hyperparameters: {} });
    },
  });
  for (const limit of [0, 1024]) expect(behind(inPlace(limit))).toEqual({ limit: 'gradients-changed' });
});

test('a number of which half acts half as much is no switch', () => {
  const scaled: Optimizer = {
    ...adamOfSwitches({}),
    hyperparameters: { ...adamOfSwitches({}).hyperparameters, strength: 1 },
    update: (step) => adamOfSwitches({}).update({ ...step, weightDecay: step.weightDecay * step.hyperparameters.strength }),
  };
  expect(behind(scaled)).toEqual({});
});

test('a moment that starts at one where an option says so is meant', () => {
  const ones: Optimizer = {
    name: 'rmsprop of ones',
    hyperparameters: { beta: 0.99, epsilon: 1e-8, ones: 0 },
    init: ({ parameters }) => ({ v: parameters.map(({ data }) => Array.from(data, () => 0)) }),
    update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta, epsilon, ones: one }, step }) {
      parameters.forEach(({ data: w }, i) => {
        const v = (state as { v: number[][] }).v[i];
        gradients[i].data.forEach((g: number, j: number) => {
          v[j] = beta * (step === 1 && one ? 1 : v[j]) + (1 - beta) * g * g;
          w[j] -= learningRate * (g / (Math.sqrt(v[j]) + epsilon) + weightDecay * w[j]);
        });
      });
    },
  };
  expect(behind(ones)).toEqual({});
});

/** Momentum behind switches, of which one may turn the decay round. */
const momentumOfSwitches = (ascent: (given: Readonly<Record<string, number>>) => number): Optimizer => ({
  name: 'momentum of switches',
  hyperparameters: { momentum: 0.8, maximize: 0, nesterov: 0 },
  init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters }) {
    const { momentum, maximize, nesterov } = hyperparameters;
    parameters.forEach(({ data: w }, i) => {
      const b = (state as Float64Array[])[i];
      for (let j = 0; j < w.length; j++) {
        const d = (maximize ? -1 : 1) * gradients[i].data[j] + ascent(hyperparameters) * weightDecay * w[j];
        b[j] = momentum * b[j] + d;
        w[j] -= learningRate * (nesterov ? d + momentum * b[j] : b[j]);
      }
    });
  },
});

test.each<[string, Optimizer, Record<string, string>]>([
  ['nothing', momentumOfSwitches(() => 1), {}],
  [
    'a decay that is turned with the gradient',
    momentumOfSwitches(({ maximize }) => (maximize ? -1 : 1)),
    { maximize: 'decay-grows' },
  ],
])('behind the switches of momentum is found: %s', (_, optimizer, found) => expect(behind(optimizer)).toEqual(found));

test('coefficients that are exchanged behind a switch alone are found, however near they are', () => {
  const swapping = (swaps: boolean): Optimizer => ({
    name: 'swapping',
    hyperparameters: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, amsgrad: 0 },
    init: ({ parameters }) => ['m', 'v', 'x'].map(() => parameters.map(({ data }) => Array.from(data, () => 0))),
    update({ parameters, gradients, state, learningRate, hyperparameters: { beta1, beta2, epsilon, amsgrad }, step }) {
      const [first, second] = swaps && amsgrad ? [beta2, beta1] : [beta1, beta2];
      parameters.forEach(({ data: w }, i) => {
        const [m, v, x] = (state as number[][][]).map((each) => each[i]);
        gradients[i].data.forEach((g: number, j: number) => {
          m[j] = first * m[j] + (1 - first) * g;
          v[j] = second * v[j] + (1 - second) * g * g;
          x[j] = amsgrad ? Math.max(x[j], v[j]) : v[j];
          w[j] -= (learningRate * m[j]) / (1 - first ** step) / (Math.sqrt(x[j] / (1 - second ** step)) + epsilon);
        });
      });
    },
  });
  expect(behind(swapping(false))).toEqual({});
  expect(behind(swapping(true))).toEqual({ amsgrad: 'betas-swapped' });
});

/** Momentum that is told which way is up, by a switch that is on at 1 only. */
const turning = (turnsDecay: boolean): Optimizer => ({
  name: 'turning',
  hyperparameters: { momentum: 0.9, maximize: 0 },
  init: ({ parameters }) => parameters.map(({ data }) => Array.from(data, () => 0)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum, maximize } }) {
    const sign = maximize === 1 ? -1 : 1;
    parameters.forEach(({ data: w }, i) => {
      const b = (state as number[][])[i];
      for (let j = 0; j < w.length; j++) {
        b[j] = momentum * b[j] + sign * gradients[i].data[j];
        w[j] -= learningRate * (b[j] + (turnsDecay ? sign : 1) * weightDecay * w[j]);
      }
    });
  },
});

test('a switch that is on at 1 only is one', () => {
  expect(behind(turning(true))).toEqual({ maximize: 'decay-grows' });
  expect(behind(turning(false))).toEqual({});
});
