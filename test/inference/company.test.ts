import { checkOptimizer } from '../../src/suite/check-optimizer.ts';
import { describe, expect, test } from 'vitest';
import { loadEmulation, readEmulations } from '../../scripts/examine/emulation.ts';
import { haveCommonFactor, shareOneNumber } from '../../src/inference/company.ts';
import { normalTensors } from '../../src/inference/probe-problem.ts';
import { stream } from '../../src/random/stream.ts';
import { roomyScene } from '../../src/laws/exact/partition-scene.ts';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';

type Given = UpdateArguments<{ factor: number; gone: number }>;

/** SGD times a factor, which a function of all gradients sets before or after the step. */
const scaledBy = (set: (given: Given) => number, late: boolean): Optimizer => ({
  name: 'scaled',
  init: () => ({ factor: 1, gone: 0 }),
  update(given: Given) {
    const { parameters, gradients, learningRate, state } = given;
    if (!late) state.factor = set(given);
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * state.factor * gradients[i].data[j];
    });
    if (late) state.factor = set(given);
  },
});

const size = ({ gradients }: Given): number =>
  Math.sqrt(gradients.reduce((sum, { data }) => sum + (data as Float64Array).reduce((s: number, x: number) => s + x * x, 0), 0));

/** Every tensor is pushed by the gradient of the first one, entry by entry. */
const pushing: Optimizer = {
  ...sgd,
  update({ parameters, gradients, learningRate }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * (gradients[i].data[j] + (gradients[0].data[j] ?? 0));
    });
  },
};

test('a factor that all gradients set is one number, whether it acts at once or a step later', () => {
  expect(haveCommonFactor(scaledBy((given) => 1 / size(given), false))).toBe(true);
  expect(haveCommonFactor(scaledBy((given) => 1 / size(given), true))).toBe(true);
});

test('so is one that acts two steps later, as where it is made of what the step before has left', () => {
  const later = scaledBy((given) => {
    const factor = given.state.gone === 0 ? 1 : given.state.gone;
    given.state.gone = 1 / size(given);
    return factor;
  }, true);
  expect(haveCommonFactor(later)).toBe(true);
});

test('so is one that is there beside a decay only, or at some sizes only', () => {
  expect(haveCommonFactor(scaledBy((given) => (given.weightDecay > 0 ? 1 / size(given) : 1), false))).toBe(true);
  expect(haveCommonFactor(scaledBy((given) => Math.min(1, 64 / size(given)), false))).toBe(true);
});

test('so is a rate that grows from almost nothing where gradients persist', () => {
  const growing = scaledBy((given) => {
    const { state, gradients } = given;
    state.gone += gradients[0].data[0] + gradients[1].data[0] + gradients[2].data[0];
    return 1e-6 * Math.max(1, Math.abs(state.gone) - 30);
  }, false);
  expect(haveCommonFactor(growing)).toBe(true);
});

test('tensors that push each other entry by entry know more of each other, and others nothing', () => {
  expect(haveCommonFactor(pushing)).toBe(false);
  expect(haveCommonFactor(sgd)).toBe(false);
});

describe('in a run of its own', () => {
  const draw = (step: number) => normalTensors([[3], [2, 2]], 'float64', stream('company').seek(0, step));
  const scene = {
    start: draw(0),
    steps: Array.from({ length: 6 }, (_, i) => draw(i + 1)),
    rates: { learningRate: 1, weightDecay: 0.1 },
  };

  test('an estimate that can only grow is one number, though small changes of a gradient show nothing', () => {
    const grown = scaledBy(({ state, gradients }) => {
      state.gone += Math.abs(gradients[0].data[0]);
      return Math.max(state.factor, state.gone - 100);
    }, true);
    expect(shareOneNumber(grown, scene)).toBe(true);
  });

  test('a count of tensors, and entries that push others, are none', () => {
    const counted = scaledBy(({ parameters }) => parameters.length, false);
    expect(shareOneNumber(counted, scene)).toBeUndefined();
    expect(shareOneNumber(pushing, scene)).toBe(false);
  });
});

test('a rate that a loss bounds is one number, in both number formats, though usual gradients do not reach the bound', () => {
  const bounded: Optimizer = {
    name: 'bounded by a loss',
    init: () => ({}),
    update: ({ parameters, gradients, learningRate }) => {
      const sum = (of: (w: number, g: number) => number): number =>
        parameters
          .flatMap(({ data }, i) => Array.from(data, (w, j) => of(w, gradients[i].data[j])))
          .reduce((total, each) => total + each, 0);
      const loss = Math.max(0, sum((w, g) => w * g) + 0.38 * Math.sqrt(sum((w) => w * w) * sum((_, g) => g * g)));
      const rate = Math.min(learningRate, loss / (sum((_, g) => Math.abs(g)) || 1));
      parameters.forEach(({ data }, i) => {
        for (let j = 0; j < data.length; j++) data[j] -= rate * Math.sign(gradients[i].data[j]);
      });
    },
  };
  for (const precision of ['float64', 'float32'] as const) {
    const draw = (series: number) => normalTensors([[3], [4], [5, 2]], precision, stream('loss 3').seek(series, 0));
    const scene = { start: draw(0), steps: [draw(1)], rates: { learningRate: 0.005, weightDecay: 0 } };
    expect(shareOneNumber(bounded, scene)).toBe(true);
    expect(shareOneNumber(sgd, scene)).toBeUndefined();
  }
});

test('a bound that gradients reach only where the weights are added to them is one number', async () => {
  const momo = await loadEmulation(readEmulations().find(({ name }) => name === 'momo-adam')!);
  const shapes = [[3], [5, 2], [3]];
  const drawn = { seed: 63449, shapes, steps: 1, idle: false, initScale: 1, learningRate: 1, weightDecay: 0.125 } as const;
  expect(shareOneNumber(momo, roomyScene({ ...drawn, precision: 'float64' }))).toBe(true);
});

describe('a decision that the norm of all gradients takes', () => {
  interface Memory {
    mean: number;
    waited: number;
    scale: number;
    readonly m: Float64Array[];
  }
  type Decision = (memory: Memory, norm: number) => boolean;

  /** Running means of gradients, of which a decision leaves out some. */
  const deciding = (
    decide: Decision,
    normOf: (norms: readonly number[]) => number = (norms) => Math.hypot(...norms),
  ): Optimizer => ({
    name: 'deciding',
    contract: { weightDecay: 'none' },
    init: ({ parameters }) => ({ mean: 0, waited: 0, scale: 1, m: parameters.map(({ data }) => new Float64Array(data.length)) }),
    update({ parameters, gradients, state, learningRate }) {
      const memory = state as Memory;
      if (!decide(memory, normOf(gradients.map(({ data }) => Math.hypot(...data))))) return;
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) {
          memory.m[i][j] = 0.9 * memory.m[i][j] + 0.1 * gradients[i].data[j];
          w[j] -= learningRate * memory.scale * Math.sign(memory.m[i][j]);
        }
      });
    },
  });

  /** Steps are left out at which the norm is far above its running mean. */
  const skips: Decision = (memory, norm) => {
    if (memory.mean > 0 && norm > 1.3 * memory.mean) return false;
    memory.mean = memory.mean === 0 ? norm : 0.9 * memory.mean + 0.1 * norm;
    return true;
  };

  /** The rate falls where the norm has not done so for some steps. */
  const plateau: Decision = (memory, norm) => {
    memory.waited = memory.mean > 0 && norm >= memory.mean ? memory.waited + 1 : 0;
    memory.mean = memory.mean === 0 ? norm : Math.min(memory.mean, norm);
    if (memory.waited > 3) [memory.scale, memory.waited] = [memory.scale / 10, 0];
    return true;
  };

  const partition = (optimizer: Optimizer) => checkOptimizer(optimizer, { laws: ['partition-invariance'], seed: 7 });

  test.each([
    ['skips steps', skips],
    ['lets the rate fall', plateau],
  ])('is one number: it %s', async (_, decide) => {
    const { results } = await partition(deciding(decide));
    expect(results).toMatchObject([{ verdict: 'holds' }]);
  });

  test.each([
    ['the norm of the first tensor', (norms: readonly number[]) => norms[0]],
    ['the number of tensors', (norms: readonly number[]) => norms.length * Math.hypot(norms[0])],
  ])('is a mistake where it is %s', async (_, normOf) => {
    const { results } = await partition(deciding(skips, normOf));
    expect(results).toMatchObject([{ verdict: 'refuted', cause: 'tensors-influence-each-other' }]);
  });
});
