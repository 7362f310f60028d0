import { expect, test } from 'vitest';
import { absentGradient } from '../../src/drives/absent-gradient.ts';
import { drawProblem } from '../../src/drives/problem.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

interface State {
  readonly absent: readonly (readonly number[])[];
  readonly frozen: readonly number[];
  readonly m: Float64Array[];
  /** Steps that each tensor has made. */
  readonly made: number[];
  readonly kept: Record<number, number>;
}

/** Momentum whose step of a tensor is at most so long, at the rate of now or at the one that was first read with that many steps made. */
const bounded = (bound: number, keeps: boolean): Optimizer<State> => ({
  name: 'bounded',
  drives: { 'absent-gradient': [{}] },
  init: ({ parameters, way = {} }) => ({
    absent: (way.absent ?? []) as State['absent'],
    frozen: (way.frozen ?? []) as State['frozen'],
    m: parameters.map(({ data }) => new Float64Array(data.length)),
    made: parameters.map(() => 0),
    kept: {},
  }),
  update({ parameters, gradients, state: { absent, frozen, m, made, kept }, step, learningRate }) {
    parameters.forEach(({ data: w }, i) => {
      if (frozen.includes(i) || absent.some(([at, tensor]) => at === step && tensor === i)) return;
      gradients[i].data.forEach((g: number, j: number) => (m[i][j] = 0.9 * m[i][j] + 0.1 * g));
      made[i] += 1;
      kept[made[i]] ??= learningRate;
      const rate = Math.min(keeps ? kept[made[i]] : learningRate, bound / Math.hypot(...m[i]));
      for (let j = 0; j < w.length; j++) w[j] -= rate * m[i][j];
    });
  },
});

/** Causes of what deviates, of many problems. */
const causes = (optimizer: Optimizer<State>): readonly (string | undefined)[] => {
  const found = Array.from({ length: 200 }, (_, seed) => {
    const shapes = [[3], [2, 2]];
    const problem = drawProblem({ seed, shapes, precision: 'float64', steps: 5, learningRate: 0.25, weightDecay: 0 });
    return absentGradient.compare(optimizer as Optimizer, problem, [{}])?.cause;
  });
  return [...new Set(found)];
};

test('a step that is kept with the learning rate of an earlier one is blamed', () => {
  expect(causes(bounded(Infinity, true))).toEqual(['rate-previous']);
});

test.each([0.03, 0.045, 0.06, Infinity])('a step of the rate of now that is at most %d long is not', (bound) => {
  expect(causes(bounded(bound, false))).toEqual([undefined]);
});

/** Momentum whose rate halves from the last tensor to the first, and another time for each one that is frozen. */
const layered = (ofFrozen: number): Optimizer<State> => {
  const { update, ...rest } = bounded(Infinity, false);
  return {
    ...rest,
    update({ parameters, gradients, state, learningRate, ...given }) {
      for (const i of parameters.keys()) {
        const rate = learningRate * 2 ** (i + 1 - parameters.length) * ofFrozen ** state.frozen.length;
        const others = [...parameters.keys()].filter((k) => k !== i);
        update({
          ...given,
          parameters,
          gradients,
          learningRate: rate,
          state: { ...state, frozen: [...state.frozen, ...others] },
        });
      }
    },
  };
};

test('layer-wise rates are those of a list in which some tensors are frozen, too, and a count of these is none', () => {
  expect(causes(layered(1))).toEqual([undefined]);
  expect(causes(layered(0.5))).toEqual(['absent-tensor-counts']);
});

/** What moves a tensor that has no gradient at a step. */
type Idle = (given: { w: number; m: number; mean: number; learningRate: number; step: number }) => number;

/** Momentum with a decay, and a mean of weights: what a tensor does without a gradient is another thing than with one of zero. */
const idling = (idle: Idle): Optimizer => ({
  name: 'idling',
  drives: { 'absent-gradient': [{}] },
  init: ({ parameters, way = {} }) => ({
    absent: way.absent ?? [],
    frozen: way.frozen ?? [],
    m: parameters.map(({ data }) => new Float64Array(data.length)),
    mean: parameters.map(({ data }) => Float64Array.from(data)),
  }),
  update({ parameters, gradients, state, step, learningRate, weightDecay }) {
    const { absent, frozen, m, mean } = state as State & { mean: Float64Array[] };
    parameters.forEach(({ data: w }, i) => {
      if (frozen.includes(i)) return;
      const isAbsent = absent.some(([at, tensor]) => at === step && tensor === i);
      for (let j = 0; j < w.length; j++) {
        m[i][j] = 0.9 * m[i][j] + (isAbsent ? 0 : gradients[i].data[j] + weightDecay * w[j]);
        mean[i][j] += 0.1 * (w[j] - mean[i][j]);
        w[j] = isAbsent ? idle({ w: w[j], m: m[i][j], mean: mean[i][j], learningRate, step }) : w[j] - learningRate * m[i][j];
      }
    });
  },
});

const asked = (idle: Idle): string | undefined =>
  absentGradient.compare(
    idling(idle),
    drawProblem({ seed: 1, shapes: [[3], [2, 2]], precision: 'float64', steps: 6, learningRate: 0.25, weightDecay: 0.5 }),
    [{}],
  )?.cause;

test('momentum that goes on without a gradient is blamed, though nothing decays meanwhile', () => {
  expect(asked(({ w, m, learningRate }) => w - learningRate * m)).toBe('missing-gradient-as-zero');
});

test('a way to a mean of weights is not, nor one whose share is that of the rate in a sum of rates', () => {
  expect(asked(({ w, mean }) => w + 0.5 * (mean - w))).not.toBe('missing-gradient-as-zero');
  const share = ({ learningRate, step }: { learningRate: number; step: number }): number =>
    learningRate ** 2 / (learningRate ** 2 + step / 16);
  expect(asked((given) => given.w + share(given) * (given.mean - given.w))).not.toBe('missing-gradient-as-zero');
});
