import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inferResponse, type ResponseReading } from '../../src/inference/response.ts';
import { accumulateGradients } from '../../src/optimizers/accumulate-gradients.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { nesterov } from '../../src/optimizers/nesterov.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { scheduleFreeSgd } from '../../src/optimizers/schedule-free-sgd.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { coordinatewise, momentumRule } from './rules.ts';

const linear = { learningRate: 2, weightDecay: -2 };
const respond = (optimizer: Optimizer): ResponseReading => inferResponse(optimizer, linear);
const coefficients = fc.integer({ min: 5, max: 95 }).map((percent) => percent / 100);

/** The first lags of a kernel, against a formula. */
function expectKernel(kernel: readonly number[] | undefined, formula: (lag: number) => number): void {
  expect(kernel).toHaveLength(128);
  for (let lag = 0; lag < 40; lag++) expect(kernel![lag]).toBeCloseTo(formula(lag), 10);
}

describe('families', () => {
  test('SGD: an impulse moves the weights once', () => {
    const response = respond(sgd);
    expect(response).toMatchObject({ family: 'plain', momentumCoefficient: 0 });
    expect([response.momentum, response.finding]).toEqual([undefined, undefined]);
    expectKernel(response.kernel, (lag) => (lag === 0 ? 1 : 0));
  });

  test('heavy-ball, by both conventions of the rate: μ^k', () => {
    fc.assert(
      fc.property(coefficients, fc.boolean(), (momentum, rateInside) => {
        const response = respond(momentumRule({ momentum, rateInside }));
        expect(response.family).toBe('heavy-ball');
        expect(response.momentum).toBe(rateInside ? 'rate-inside' : 'rate-outside');
        expect(response.momentumCoefficient).toBeCloseTo(momentum, 9);
        expect(response.finding).toBeUndefined();
        expectKernel(response.kernel, (lag) => momentum ** lag);
      }),
      { seed: 1, numRuns: 6 },
    );
  });

  test('Nesterov, by both conventions: 1 + μ, then μ^(k+1)', () => {
    fc.assert(
      fc.property(coefficients, fc.boolean(), (momentum, rateInside) => {
        const response = respond(momentumRule({ momentum, rateInside, nesterov: true }));
        expect(response.family).toBe('nesterov');
        expect(response.momentum).toBe(rateInside ? 'rate-inside' : 'rate-outside');
        expectKernel(response.kernel, (lag) => (lag === 0 ? 1 + momentum : momentum ** (lag + 1)));
      }),
      { seed: 1, numRuns: 6 },
    );
  });

  test('dampened heavy-ball: every gradient enters with 1 − d, or every one but the first', () => {
    fc.assert(
      fc.property(coefficients, fc.constantFrom(0.25, 0.5), fc.boolean(), (momentum, dampening, dampensFirst) => {
        fc.pre(Math.abs(momentum - dampening) > 0.01);
        const response = respond(momentumRule({ momentum, dampening, dampensFirst }));
        expect(response.family).toBe('heavy-ball');
        expectKernel(response.kernel, (lag) => (dampensFirst ? 1 - dampening : 1) * momentum ** lag);
        expect(response.laterKernel![0]).toBeCloseTo(1 - dampening, 12);
      }),
      { seed: 1, numRuns: 6 },
    );
  });

  test('an average of gradients is dampened by its own coefficient', () => {
    expect(respond(momentumRule({ momentum: 0.8, dampening: 0.8 })).family).toBe('averaged');
  });

  test('an average with a first gradient of full weight is a dampened heavy-ball', () => {
    const response = respond(momentumRule({ momentum: 0.8, dampening: 0.8, dampensFirst: false }));
    expect(response.family).toBe('heavy-ball');
    expect(response.laterKernel![0]).toBeCloseTo(0.2, 12);
  });

  test('the built-in ones agree', () => {
    expect(respond(heavyBall)).toMatchObject({ family: 'heavy-ball', momentum: 'rate-outside' });
    expect(respond(nesterov)).toMatchObject({ family: 'nesterov', momentum: 'rate-outside' });
  });

  test('linear rules of other kinds are told apart: one that is the same at every step, and one that is not', () => {
    const twoBuffers = coordinatewise(({ w, g, learningRate, memory }) => {
      memory.slow = 0.99 * (memory.slow ?? 0) + 0.01 * g;
      return w - learningRate * (0.5 * g + 0.5 * memory.slow);
    });
    expect(respond(twoBuffers).family).toBe('other-linear');
    // Half of a gradient acts at once, and half of it for a hundred steps.
    expect(respond(twoBuffers).momentumCoefficient).toBeCloseTo(0.98, 2);
    expect(respond(scheduleFreeSgd).family).toBe('varying');
  });

  test('moves that alternate are remembered for as long as their sizes say', () => {
    // Two buffers that take turns, of which each step moves by one and back by the other.
    const alternating = coordinatewise(({ w, g, learningRate, memory, step }) => {
      const [own, other] = step % 2 === 1 ? (['odd', 'even'] as const) : (['even', 'odd'] as const);
      memory[own] = 0.81 * (memory[own] ?? 0) + g;
      return w - learningRate * (2 * memory[own] - (memory[other] ?? 0));
    });
    expect(respond(alternating).momentumCoefficient).toBeCloseTo(0.9, 2);
  });

  test('mixed coordinates have no kernel', () => {
    const mixing: Optimizer = {
      name: 'mixing',
      init: () => ({}),
      update({ parameters, gradients, learningRate }) {
        parameters.forEach(({ data }, i) => {
          const sum = [...gradients[i].data].reduce((total, g) => total + g, 0);
          for (let j = 0; j < data.length; j++) data[j] -= learningRate * (gradients[i].data[j] + 0.1 * sum);
        });
      },
    };
    const response = respond(mixing);
    expect(response.family).toBe('other-linear');
    expect(response.kernel).toBeUndefined();
  });

  test('clipping is not linear', () => {
    const clipping = coordinatewise(({ w, g, learningRate }) => w - learningRate * Math.max(-1, Math.min(1, g)));
    expect(respond(clipping)).toEqual({ family: 'nonlinear', momentumCoefficient: 0 });
  });

  test('what the symmetry says decides without a measurement', () => {
    expect(inferResponse(adamw, { learningRate: 1, weightDecay: -1, epsilon: -1 }).family).toBe('scale-free');
    expect(inferResponse(adamw, null).family).toBe('nonlinear');
  });
});

describe('mistakes', () => {
  test('a mean over a window of gradients is no buffer that is cleared', () => {
    const window = (count: number, filled: boolean): Optimizer => ({
      name: 'window',
      init: ({ parameters }) => parameters.map((): number[][] => []),
      update: ({ parameters, gradients, state, learningRate }) =>
        parameters.forEach(({ data }, i) => {
          const past: number[][] = state[i];
          past.unshift(Array.from(gradients[i].data));
          if (past.length > count) past.pop();
          const by = filled ? past.length : count;
          for (let j = 0; j < data.length; j++) data[j] -= (learningRate * past.reduce((sum, g) => sum + g[j], 0)) / by;
        }),
    });
    for (const count of [2, 3, 5, 40])
      for (const filled of [false, true]) expect(respond(window(count, filled)).finding).toBeUndefined();
  });

  test('a buffer that is multiplied by the rate too', () => {
    const scaled = coordinatewise(({ w, g, learningRate, memory }) => {
      memory.v = learningRate * (0.9 * (memory.v ?? 0) + g);
      return w - memory.v;
    });
    expect(respond(scaled).finding?.cause).toBe('momentum-coefficient');
    expect(respond(momentumRule({ rateInside: true })).finding).toBeUndefined();
  });

  test('steps that stop altogether', () => {
    const stopping = coordinatewise(({ w, g, learningRate, memory, step }) => {
      memory.v = 0.9 * (memory.v ?? 0) + g;
      return step > 15 ? w : w - learningRate * memory.v;
    });
    expect(respond(stopping).finding?.cause).toBe('gradient-never-moves');
  });

  test('a cleared buffer, and when', () => {
    const response = respond(momentumRule({ clearedEvery: 25 }));
    expect(response.family).toBe('heavy-ball');
    expect(response.finding?.sentence).toBe('the momentum buffer is cleared 24 steps after its first gradient');
  });

  test('micro-batches that are summed', () => {
    const summing = accumulateGradients(
      coordinatewise(({ w, g, learningRate }) => w - learningRate * 4 * g),
      4,
    );
    expect(respond(summing).finding?.sentence).toBe(
      'the 4 gradients of a step are summed, not averaged: the step is 4 times too long',
    );
    expect(respond(accumulateGradients(sgd, 4)).finding).toBeUndefined();
  });

  test('a step of the wrong length', () => {
    const long = coordinatewise(({ w, g, learningRate }) => w - learningRate * 1.5 * g);
    expect(respond(long)).toMatchObject({
      family: 'plain',
      finding: { sentence: 'a gradient moves the parameters by 1.5 η g, not by η g' },
    });
    const ascending = coordinatewise(({ w, g, learningRate }) => w + learningRate * g);
    expect(respond(ascending).finding).toEqual({
      cause: 'uphill',
      sentence: 'a gradient moves the parameters up, by -1 η g: a sign is wrong',
    });
  });

  test('a gradient, or a buffer, of the previous step', () => {
    const stale = coordinatewise(({ w, g, learningRate, memory }) => {
      const used = memory.last ?? 0;
      memory.last = g;
      return w - learningRate * used;
    });
    const late = coordinatewise(({ w, g, learningRate, memory }) => {
      const used = memory.buffer ?? 0;
      memory.buffer = 0.9 * used + g;
      return w - learningRate * used;
    });
    for (const optimizer of [stale, late]) expect(respond(optimizer).finding?.sentence).toMatch(/does not act on its own step/);
    expect(respond(late).momentumCoefficient).toBeCloseTo(0.9, 9);
  });

  test('a buffer that enters with more than its weight', () => {
    const twice = coordinatewise(({ w, g, learningRate, memory }) => {
      memory.buffer = 0.9 * (memory.buffer ?? 0) + g;
      return w - learningRate * (memory.buffer + 0.9 * memory.buffer);
    });
    expect(respond(twice)).toMatchObject({
      family: 'heavy-ball',
      finding: { cause: 'gradient-scaled', sentence: 'a gradient moves the parameters by 1.9 η g, not by η g' },
    });
  });

  test('a buffer that keeps what is returned with the look-ahead', () => {
    const returned = coordinatewise(({ w, g, learningRate, memory }) => {
      memory.buffer = g + 0.5 * (g + 0.5 * (memory.buffer ?? 0));
      return w - learningRate * memory.buffer;
    });
    expect(respond(returned)).toMatchObject({
      family: 'heavy-ball',
      finding: { cause: 'momentum-coefficient', sentence: expect.stringContaining('kept in place of the trace') as string },
    });
  });

  test('plain descent in float32, whose weight is 1 up to rounding, and a dampening whose square is the momentum keep no such buffer', () => {
    const rounding = coordinatewise(({ w, g, learningRate }) => Math.fround(w - Math.fround(learningRate * g)), {
      precision: 'float32',
    });
    expect(respond(rounding)).toMatchObject({ family: 'plain' });
    for (const rule of [rounding, momentumRule({ momentum: 0.25, dampening: 0.5, dampensFirst: true })])
      expect(respond(rule).finding).toBeUndefined();
  });

  test('a sum that is never cleared and that every second step adds', () => {
    const summing = coordinatewise(({ w, g, learningRate, memory }) => {
      memory.sum = (memory.sum ?? 0) + g;
      memory.calls = (memory.calls ?? 0) + 1;
      return memory.calls % 2 === 1 ? w - learningRate * memory.sum : w;
    });
    expect(respond(summing).finding?.cause).toBe('gradient-for-ever');
  });

  test('a coefficient other than the one that is set, by either of its names', () => {
    const declaring = (value: number, momentum: number): Optimizer => ({
      ...momentumRule({ momentum }),
      hyperparameters: { beta: value },
    });
    const claimed = (optimizer: Optimizer): ResponseReading => inferResponse(optimizer, linear, { momentum: ['beta'] });
    expect(claimed(declaring(0.9, 0.81))).toMatchObject({
      momentumCoefficient: 0.9,
      finding: { cause: 'momentum-coefficient', sentence: 'beta is 0.9, and the buffer keeps 0.81 of itself' },
    });
    expect(claimed(declaring(0.9, 0.9)).finding).toBeUndefined();
    // The weight of the new gradient in place of that of the old buffer.
    expect(claimed(declaring(0.1, 0.9)).finding).toBeUndefined();
  });

  test('but not one that a friction leaves, or a limit that a schedule comes to much later', () => {
    const keeping = (keep: (option: number, step: number) => number, option: number): Optimizer =>
      coordinatewise(
        ({ w, g, learningRate, memory, step, hyperparameters: { a } }) => {
          memory.velocity = keep(a, step) * (memory.velocity ?? 0) + g;
          return w - learningRate * memory.velocity;
        },
        { hyperparameters: { a: option } },
      );
    const found = (keep: (option: number, step: number) => number, option: number, momentum = ['a']): unknown =>
      inferResponse(keeping(keep, option), linear, { momentum }).finding?.cause;
    expect(found((a) => Math.exp(-a), 0.1, [])).toBeUndefined();
    const rises = (step: number): number => 1 - 0.5 / (Math.floor(step / 250) + 1);
    expect(found((a, step) => Math.min(a, rises(step)), 0.99)).toBeUndefined();
    // Another function of what is remembered, or a limit that does not move, is a mistake.
    for (const keep of [Math.sqrt, (a: number) => a ** 2, (a: number) => Math.min(a, 0.5)])
      expect(found(keep, 0.9)).toBe('momentum-coefficient');
  });

  test('weights that a penalty pulls back, which swing where the kernel ends, and old gradients of the wrong sign', () => {
    const pulled = coordinatewise(({ w, g, learningRate, memory }) => {
      memory.start ??= w;
      memory.velocity = 0.9 * (memory.velocity ?? 0) + g + 0.01 * (w - memory.start);
      return w - learningRate * memory.velocity;
    });
    expect(respond(pulled).finding).toBeUndefined();
    const turned = coordinatewise(({ w, g, learningRate, memory }) => {
      const step = g - 0.9 * (memory.velocity ?? 0);
      memory.velocity = 0.9 * (memory.velocity ?? 0) + g;
      return w - learningRate * step;
    });
    expect(respond(turned).finding).toMatchObject({ cause: 'uphill' });
  });

  test('a Nesterov step whose velocity keeps one minus the momentum', () => {
    const keeping = (keep: number): Optimizer =>
      coordinatewise(
        ({ w, g, learningRate, memory }) => {
          memory.velocity = keep * (memory.velocity ?? 0) + g;
          return w - learningRate * (g + 0.9 * memory.velocity);
        },
        { hyperparameters: { beta: 0.9 } },
      );
    const asked = (optimizer: Optimizer): ResponseReading => inferResponse(optimizer, linear, { momentum: ['beta'] });
    expect(asked(keeping(1 - 0.9)).finding).toMatchObject({
      cause: 'momentum-coefficient',
      sentence: expect.stringContaining('which is one minus beta') as string,
    });
    expect(asked(keeping(0.9)).finding).toBeUndefined();
  });

  test('the buffer instead of the gradient in a Nesterov step, and a first gradient that counts twice', () => {
    const beyond = coordinatewise(
      ({ w, g, learningRate, memory, hyperparameters: { beta } }) => {
        memory.velocity = beta * (memory.velocity ?? 0) + g;
        return w - learningRate * (memory.velocity + beta * memory.velocity);
      },
      { hyperparameters: { beta: 0.9 } },
    );
    const twice = coordinatewise(
      ({ w, g, learningRate, memory, hyperparameters: { beta } }) => {
        memory.velocity = beta * (memory.velocity ?? g) + g;
        return w - learningRate * memory.velocity;
      },
      { hyperparameters: { beta: 0.9 } },
    );
    const asked = (optimizer: Optimizer): ResponseReading => inferResponse(optimizer, linear, { momentum: ['beta'] });
    expect(asked(beyond).finding?.cause).toBe('gradient-scaled');
    expect(asked(twice).finding?.cause).toBe('first-step-jump');
  });

  test('no response at all', () => {
    expect(respond(coordinatewise(({ w }) => w)).finding?.sentence).toBe('a gradient never moves the parameters');
  });

  test('an accumulator that is never cleared', () => {
    const endless = coordinatewise(({ w, g, learningRate, memory }) => {
      memory.sum = (memory.sum ?? 0) + g;
      return w - learningRate * memory.sum;
    });
    expect(respond(endless)).toMatchObject({
      family: 'plain',
      finding: {
        cause: 'gradient-for-ever',
        sentence: 'a gradient moves the parameters for ever: an accumulator of gradients is never cleared',
      },
    });
  });
});

describe('what a gradient leaves behind', () => {
  test('that comes to a length and fades no more moves the parameters for ever', () => {
    const pushed = (push: number): Optimizer =>
      coordinatewise(({ w, g, learningRate, memory }) => {
        memory.centre ??= w;
        memory.v = 0.8 * (memory.v ?? 0) + g;
        const pull = 0.05 * (w - memory.centre);
        memory.centre += pull;
        return w - learningRate * memory.v + push * pull;
      });
    expect(respond(pushed(1)).finding?.cause).toBe('gradient-for-ever');
    expect(respond(pushed(-1)).finding).toBeUndefined();
    expect(respond(momentumRule({ momentum: 0.9999 })).finding).toBeUndefined();
  });

  test('is the whole buffer where a look-ahead forgets its coefficient', () => {
    const ahead = (coefficient: (momentum: number) => number, options: Record<string, number> = {}): Optimizer =>
      coordinatewise(
        ({ w, g, learningRate, memory, hyperparameters: { momentum, share = 1 } }) => {
          memory.v = momentum * (memory.v ?? 0) + g;
          return w - learningRate * (g + share * coefficient(momentum) * memory.v);
        },
        { hyperparameters: { momentum: 0.9, ...options } },
      );
    expect(respond(ahead(() => 1)).finding?.cause).toBe('momentum-coefficient');
    expect(respond(ahead((momentum) => momentum)).finding).toBeUndefined();
    // Somebody who gives the weight of the buffer means it.
    expect(respond(ahead(() => 1, { share: 1 })).finding).toBeUndefined();
  });
});

test('a gradient that a median of norms keeps back after many zeros moves the parameters among others, and one that stops does not', () => {
  const bounded = (limitOf: (norms: readonly number[], step: number) => number): Optimizer => ({
    name: 'bounded',
    init: () => ({ norms: [] }),
    update({ parameters, gradients, state, learningRate, step }) {
      const { norms } = state as { norms: number[] };
      const norm = Math.hypot(...gradients.flatMap(({ data }) => Array.from(data)));
      const limit = limitOf(norms, step);
      norms.push(norm);
      const factor = norm > 0 ? Math.min(1, limit / norm) : 1;
      parameters.forEach(({ data: w }, i) => w.forEach((_, j) => (w[j] -= learningRate * factor * gradients[i].data[j])));
    },
  });
  const median = (norms: readonly number[]): number =>
    norms.length < 8 ? Infinity : 2 * norms.slice(-8).sort((a, b) => a - b)[4];
  const symmetry = { learningRate: 2, weightDecay: -2 };
  expect(inferResponse(bounded(median), symmetry).finding).toBeUndefined();
  const stopped = bounded((_, step) => (step > 30 ? 0 : Infinity));
  expect(inferResponse(stopped, symmetry).finding?.cause).toBe('gradient-never-moves');
});

test('a rate that bounds the step of a rule that reads the loss is none that gradients are multiplied by', () => {
  const bounded: Optimizer = {
    name: 'bounded',
    init: () => ({}),
    update({ parameters, gradients, learningRate }) {
      const sum = (x: typeof parameters, y: typeof parameters): number =>
        x.reduce((all, { data }, i) => Array.from(data).reduce((part, entry, j) => part + entry * y[i].data[j], all), 0);
      const square = sum(gradients, gradients);
      if (square === 0) return;
      const loss = sum(parameters, gradients) + Math.sqrt(sum(parameters, parameters) * square);
      const rate = Math.min(learningRate, loss / square);
      parameters.forEach(({ data: w }, i) => w.forEach((_, j) => (w[j] -= rate * gradients[i].data[j])));
    },
  };
  expect(respond(bounded)).toEqual({ family: 'nonlinear', momentumCoefficient: 0 });
});
