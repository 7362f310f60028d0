import { describe, expect, test } from 'vitest';
import { inferDecay } from '../../src/inference/decay.ts';
import { decayDesigns } from '../../src/inference/decay-designs/index.ts';
import type { DecayDesign } from '../../src/inference/decay-designs/decay-design.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { adamRule, decayRule } from './rules.ts';

const length = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));

/** Momentum on `ratio(‖w‖, ‖g‖, λ)·(g + kλw)`. */
function ratioRule(ratio: (w: number, g: number, weightDecay: number) => number, k = 1, spared = -1): Optimizer {
  return {
    name: 'ratio of norms',
    init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
    update({ parameters, gradients, state, learningRate, weightDecay }) {
      parameters.forEach(({ data: w }, i) => {
        const decay = i === spared ? 0 : k * weightDecay;
        const share = ratio(length(w), length(gradients[i].data), decay);
        for (let j = 0; j < w.length; j++) {
          state[i][j] = 0.9 * state[i][j] + share * (gradients[i].data[j] + decay * w[j]);
          w[j] -= learningRate * state[i][j];
        }
      });
    },
  };
}

const lars = (w: number, g: number, decay: number): number => (w > 0 && g + decay * w > 0 ? (0.1 * w) / (g + decay * w) : 1);

/** One distance for all tensors, which grows with the way gone along the gradient, multiplies rate and decay. */
const ownRate = (decayed: (distance: number) => number): Optimizer => ({
  name: 'own rate',
  init: () => ({ distance: 1e-6, gained: 0, size: 0 }),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    const rate = learningRate * state.distance;
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      for (let j = 0; j < w.length; j++) {
        state.size += g[j] * g[j];
        w[j] *= 1 - learningRate * weightDecay * decayed(state.distance);
        w[j] -= rate * Math.sign(g[j]);
      }
    });
    const [first] = gradients;
    const along = first.data[0] * (state.last ?? first.data[0]) > 0 ? 1 : -1;
    state.last = first.data[0];
    state.gained = Math.max(0, state.gained + along);
    state.distance = 1e-6 * 2 ** Math.min(12, state.gained);
  },
});

/** The weights that are seen lie between those that are stepped and their mean. */
const interpolated = (decayed: (share: number) => number): Optimizer => ({
  name: 'interpolated',
  init: ({ parameters }) => parameters.map(({ data }) => Float64Array.from(data)),
  update({ parameters, gradients, state, learningRate, weightDecay, step }) {
    parameters.forEach(({ data: y }, i) => {
      for (let j = 0; j < y.length; j++) {
        const [g, d, share] = [Math.sign(gradients[i].data[j]), weightDecay * y[j], 1 / step];
        y[j] += share * (state[i][j] - y[j]) - learningRate * (1 - 0.9 * (1 - share)) * g - learningRate * decayed(share) * d;
        state[i][j] -= learningRate * (g + d);
      }
    });
  },
});

const adam = adamRule();
const warmUp = (steps: number, decayToo: boolean): Optimizer => ({
  ...adam,
  update(given) {
    const share = Math.min(1, given.step / steps);
    const keep = 1 - given.learningRate * given.weightDecay * (decayToo ? share : Math.min(1, given.step / 5));
    for (const { data } of given.parameters) for (let j = 0; j < data.length; j++) data[j] *= keep;
    adam.update({ ...given, learningRate: given.learningRate * (decayToo ? share : 1), weightDecay: 0 });
  },
});

/** Decays a tensor by an option's share where the first entry of its gradient is large. */
const projecting: Optimizer = {
  name: 'projecting',
  hyperparameters: { less: 0.25 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { less } }) {
    parameters.forEach(({ data: w }, i) => {
      const g = gradients[i].data;
      const keep = 1 - learningRate * weightDecay * (g[0] > 0.8 ? less : 1);
      for (let j = 0; j < w.length; j++) {
        state[i][j] = 0.9 * state[i][j] + g[j];
        w[j] = keep * w[j] - learningRate * state[i][j];
      }
    });
  },
};

/** Takes `most(ηλ)` of the size of what momentum leads to, down to zero, or beyond it. */
const thresholded = (most: (share: number) => number, beyond = false): Optimizer => ({
  name: 'thresholded',
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        state[i][j] = 0.9 * state[i][j] + gradients[i].data[j];
        const to = w[j] - learningRate * state[i][j];
        const size = Math.abs(to) - most(learningRate * weightDecay);
        w[j] = Math.sign(to) * (beyond ? size : Math.max(0, size));
      }
    });
  },
});

/** Nesterov's momentum on gradients that are clipped at a share of the weights, and a decay that is added to them afterwards. */
const clipping = (decayed: (momentum: number) => number, intoBuffer = true): Optimizer => ({
  name: 'clipping',
  hyperparameters: { momentum: 0.9 },
  init: ({ parameters }) => parameters.map(({ data }) => new Float64Array(data.length)),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { momentum } }) {
    parameters.forEach(({ data: w }, i) => {
      const factor = Math.min(1, (0.05 * length(w)) / length(gradients[i].data));
      for (let j = 0; j < w.length; j++) {
        const decay = decayed(momentum) * weightDecay * w[j];
        const d = factor * gradients[i].data[j] + (intoBuffer ? decay : 0);
        state[i][j] = momentum * state[i][j] + d;
        w[j] -= learningRate * (d + momentum * state[i][j] + (intoBuffer ? 0 : decay));
      }
    });
  },
});

describe('what no plain convention explains', () => {
  test.each<[string, Optimizer, string, RegExp]>([
    ['a ratio of norms that λ enters', ratioRule(lars), 'decay-skipped-in-projection', /length of the step follows norms/],
    ['a distance that the rule estimates', ownRate((distance) => distance), 'decay-share-of-step', /one factor for all/],
    ['a warm-up of the rule', warmUp(20, true), 'decay-share-of-step', /warm-up of 20 steps/],
    [
      'a declared peak of the rate',
      decayRule(
        ({ learningRate, weightDecay, hyperparameters: { peak } }) => (learningRate ** 2 * weightDecay) / peak,
        { hyperparameters: { peak: 0.5 } },
        { momentum: 0.9 },
      ),
      'decay-corrected',
      /2η times ηλ, and inversely proportional to peak/,
    ],
    [
      'weights that are divided beside the update',
      decayRule(({ learningRate, weightDecay }) => 1 - 1 / (1 + learningRate * weightDecay), {}, { momentum: 0.9 }),
      'decay-proximal',
      /divided by 1 \+ ηλ beside/,
    ],
    [
      'weights that are interpolated',
      interpolated((share) => 1 - 0.9 * (1 - share)),
      'decay-share-of-step',
      /as the step itself/,
    ],
    [
      'a share of the decay that is not that of the step',
      interpolated((share) => 1 - 0.5 * (1 - share)),
      'decay-scheduled',
      /schedule of its own/,
    ],
    ['a warm-up of the decay alone', warmUp(20, false), 'decay-scheduled', /makes it 0\.2, 0\.4, … and 1 at step 24/],
    [
      'a power of e',
      decayRule(({ learningRate, weightDecay }) => -Math.expm1(-learningRate * weightDecay), {}, { momentum: 0.9 }),
      'decay-exponential',
      /multiplied by e\^\(−ηλ\) a step/,
    ],
    ['a decay that is added to clipped gradients', clipping(() => 1), 'decay-coupled', /after it was clipped or scaled/],
    ['a soft threshold', thresholded((share) => share), 'decay-soft-threshold', /shrink by ηλ towards zero/],
    ['less of it where a threshold acts', projecting, 'decay-scaled-by-option', /multiplied by less at some steps/],
  ])('%s', (_, optimizer, cause, sentence) => {
    const { design, finding } = inferDecay(optimizer);
    expect((design ?? finding)?.cause).toBe(cause);
    expect((design ?? finding)?.sentence).toMatch(sentence);
  });

  test.each<[string, Optimizer]>([
    ['λ twice as large in the sum, not in the norm', ratioRule((w, g, decay) => lars(w, g, decay / 2), 2)],
    ['one tensor of three left out', ratioRule(lars, 1, 2)],
    ['a distance that multiplies the step alone', ownRate(() => 0.5)],
    ['a decay that is twice as strong as those it is added to', clipping(() => 2)],
    ['as strong a decay beside the momentum', clipping((momentum) => 1 + momentum, false)],
    ['a threshold that is too high', thresholded((share) => 1.1 * share)],
    ['signs that shrink weights beyond zero', thresholded((share) => share, true)],
  ])('and not %s', (_, optimizer) => {
    const { design } = inferDecay(optimizer);
    expect(design).toBeUndefined();
  });

  test('a design of one’s own explains what no other does', () => {
    const cube: DecayDesign = {
      source: 'this test',
      *propose({ base }) {
        if (base.kind === 'decoupled')
          yield {
            hypothesis: { ...base, strength: ({ learningRate }) => learningRate ** 2 },
            cause: 'decay-corrected',
            sentence: 'the decay is η³λ a step',
          };
      },
    };
    const subject = decayRule(({ learningRate, weightDecay }) => learningRate ** 3 * weightDecay, {}, { momentum: 0.9 });
    expect(inferDecay(subject).finding).toBeDefined();
    const { finding, design } = inferDecay(subject, {}, { designs: [cube] });
    expect(finding).toBeUndefined();
    expect(design?.sentence).toBe('the decay is η³λ a step');
  });

  test('designs are tried in an order that is theirs, not that of their files', () => {
    expect(new Set(decayDesigns.map(({ rank }) => rank)).size).toBe(decayDesigns.length);
  });
});

describe('a decay that is centralised', () => {
  const centring = (centresStep: boolean): Optimizer => ({
    name: 'centring',
    init: () => ({}),
    update: ({ parameters, gradients, learningRate, weightDecay }) =>
      parameters.forEach(({ data: w, shape }, i) => {
        const columns = shape.length > 1 ? w.length / shape[0] : w.length;
        const centre = (values: number[], from: number): void => {
          const mean = values.slice(from, from + columns).reduce((sum, x) => sum + x, 0) / columns;
          for (let j = from; j < from + columns; j++) values[j] -= mean;
        };
        const [step, decay] = [Array.from(gradients[i].data, Math.sign), Array.from(w)];
        for (let from = 0; shape.length > 1 && from < w.length; from += columns) {
          centre(decay, from);
          if (centresStep) centre(step, from);
        }
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * (step[j] + weightDecay * decay[j]);
      }),
  });

  test('as the step is, is a design', () => {
    expect(inferDecay(centring(true)).design?.cause).toBe('decay-share-of-step');
  });

  test('alone is none', () => {
    expect(inferDecay(centring(false)).design).toBeUndefined();
  });
});

test('matrices alone, or tensors of two dimensions and more, are decayed by design, and those of one place by mistake', () => {
  const sparing = (isDecayed: (shape: readonly number[], tensor: number) => boolean): Optimizer => ({
    name: 'sparing',
    init: () => ({}),
    update: ({ parameters, gradients, learningRate, weightDecay }) =>
      parameters.forEach(({ data: w, shape }, i) => {
        const keep = isDecayed(shape, i) ? 1 - learningRate * weightDecay : 1;
        for (let j = 0; j < w.length; j++) w[j] = keep * w[j] - learningRate * Math.sign(gradients[i].data[j]);
      }),
  });
  for (const isDecayed of [2, 3].map((n) => (shape: readonly number[]) => shape.length >= 2 && shape.length <= n)) {
    const reading = inferDecay(sparing(isDecayed));
    expect(reading.finding).toBeUndefined();
    expect(reading.design?.cause).toBe('decay-vectors-exempt');
  }
  expect(inferDecay(sparing((_, tensor) => tensor !== 1)).finding?.cause).toBe('decay-skips-tensor');
});
