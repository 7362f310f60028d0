import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inferDecay } from '../../src/inference/decay.ts';
import { decayEffects } from '../../src/inference/decay-effects.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { adamRule, coordinatewise, decayRule, momentumRule } from './rules.ts';

const decoupled = decayRule(({ learningRate, weightDecay }) => learningRate * weightDecay, {}, { momentum: 0.9 });
const independent = decayRule(({ weightDecay }) => weightDecay, {}, { momentum: 0.9 });

/** Adam's update, then the decay of what it leaves. */
const decoupledAfter: Optimizer = (() => {
  const adam = adamRule();
  return {
    ...adam,
    update(given: UpdateArguments) {
      adam.update({ ...given, weightDecay: 0 });
      const keep = 1 - given.learningRate * given.weightDecay;
      for (const { data } of given.parameters) for (let j = 0; j < data.length; j++) data[j] *= keep;
    },
  };
})();

describe('conventions', () => {
  test.each<[string, Optimizer, readonly { kind: string; order: string }[]]>([
    ['L2 beside momentum', momentumRule(), [{ kind: 'coupled', order: 'before' }]],
    ['L2 before normalisation', adamRule(), [{ kind: 'coupled', order: 'before' }]],
    ['decay beside momentum', decoupled, [{ kind: 'decoupled', order: 'before' }]],
    ['decay after the update', decoupledAfter, [{ kind: 'decoupled', order: 'after' }]],
    ['independent of the rate', independent, [{ kind: 'independent', order: 'before' }]],
    [
      'decay before an update that looks at the weights',
      coordinatewise(({ w, g, learningRate, weightDecay }) => {
        const kept = (1 - learningRate * weightDecay) * w;
        return kept - learningRate * Math.max(-Math.abs(kept), Math.min(Math.abs(kept), g));
      }),
      [{ kind: 'decoupled', order: 'before' }],
    ],
    [
      'plain SGD, where L2 and decay are the same numbers',
      sgd,
      [
        { kind: 'coupled', order: 'before' },
        { kind: 'decoupled', order: 'before' },
      ],
    ],
    [
      'weights divided by 1 + ηλ after the update',
      coordinatewise(({ w, g, learningRate, weightDecay }) => (w - learningRate * g) / (1 + learningRate * weightDecay)),
      [{ kind: 'decoupled', order: 'proximal' }],
    ],
  ])('%s', (_, optimizer, matching) => {
    const reading = inferDecay(optimizer);
    expect(reading.matching).toEqual(matching);
    expect(reading.nearest).toEqual(matching[0]);
    expect(reading.finding).toBeUndefined();
  });

  test('momentum that is off by default is switched on to tell L2 from decay', () => {
    const rule = (kind: 'coupled' | 'decoupled'): Optimizer =>
      coordinatewise(
        ({ w, g, learningRate, weightDecay, memory, hyperparameters: { momentum } }) => {
          const [beside, inside] = kind === 'coupled' ? [0, weightDecay * w] : [weightDecay * w, 0];
          memory.buffer = momentum * (memory.buffer ?? 0) + g + inside;
          return w - learningRate * (memory.buffer + beside);
        },
        { hyperparameters: { momentum: 0 } },
      );
    for (const kind of ['coupled', 'decoupled'] as const)
      expect(inferDecay(rule(kind), {}, { momentum: ['momentum'] }).nearest.kind).toBe(kind);
  });

  const exempt = optimizers.filter(({ contract }) => contract?.exempt?.['zero-gradient-decay'] !== undefined);
  test.each(
    optimizers.filter((optimizer) => !exempt.includes(optimizer)).map((optimizer) => [optimizer.name, optimizer] as const),
  )('built-in %s does what its contract says', (_, optimizer) => {
    const { weightDecay: kind, decayOrder: order = 'before' } = optimizer.contract!;
    const reading = inferDecay(optimizer, { weightDecay: kind, decayOrder: order });
    expect(reading.matching).toContainEqual({ kind, order });
    expect(reading.finding).toBeUndefined();
  });
});

describe('a claim that the measurement contradicts', () => {
  test.each<[string, Optimizer, Parameters<typeof inferDecay>[1], RegExp]>([
    ['decoupled for coupled', decoupled, { weightDecay: 'coupled' }, /decay is decoupled/],
    ['coupled for decoupled', momentumRule(), { weightDecay: 'decoupled' }, /decay is coupled \(L2\)/],
    ['independent for decoupled', independent, { weightDecay: 'decoupled' }, /not multiplied by the learning rate/],
    ['decoupled for independent', decoupled, { weightDecay: 'independent' }, /is multiplied by the learning rate/],
    [
      'after for before',
      decoupledAfter,
      { weightDecay: 'decoupled', decayOrder: 'before' },
      /after the update, so it shrinks the update too/,
    ],
    ['λ for none', sgd, { weightDecay: 'none' }, /contract says that there is no weight decay/],
    [
      'nothing for λ',
      coordinatewise(({ w, g, learningRate }) => w - learningRate * g),
      { weightDecay: 'coupled' },
      /not applied/,
    ],
  ])('%s', (_, optimizer, claimed, finding) => {
    expect(inferDecay(optimizer, claimed).finding?.sentence).toMatch(finding);
  });
});

describe('mistakes', () => {
  /** What the rate, decay or largest rate was at other steps. */
  const remembering = (name: 'first' | 'last' | 'largest', of: 'learningRate' | 'weightDecay') =>
    decayRule(({ memory, ...given }) => {
      const present = given[of];
      const value = {
        first: memory.value ?? present,
        last: memory.value ?? present,
        largest: Math.max(memory.value ?? 0, present),
      }[name];
      memory.value = name === 'last' ? present : value;
      return of === 'learningRate' ? value * given.weightDecay : given.learningRate * value;
    });

  /** The root of a mean of squares divides a gradient to which λ times something is added. */
  const ofTerm = (term: (w: number, g: number) => number, both = false): Optimizer =>
    coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
      const d = g + weightDecay * term(w, g);
      memory.square = 0.9 * (memory.square ?? 1) + 0.1 * d * d;
      return w * (both ? 1 - learningRate * weightDecay : 1) - (learningRate * d) / Math.sqrt(memory.square);
    });

  /** Two velocities, each of which moves and decays the weights. */
  const velocities = coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
    memory.slow = 0.9 * (memory.slow ?? 0) + g;
    const between = w * (1 - learningRate * weightDecay) - (learningRate / 2) * memory.slow;
    return between * (1 - learningRate * weightDecay) - (learningRate / 2) * g;
  });

  const mistakes: [string, Optimizer, RegExp][] = [
    [
      'by λ, without the rate, in a matrix only',
      decayRule(({ tensor, learningRate, weightDecay }) => (tensor === 0 ? weightDecay : learningRate * weightDecay)),
      /of tensor 0 of 3 alone: the decay is not multiplied by the learning rate/,
    ],
    ['by the rate squared', decayRule(({ learningRate, weightDecay }) => learningRate ** 2 * weightDecay), /η²λ/],
    ['by the first rate', remembering('first', 'learningRate'), /initial learning rate/],
    ['by the previous rate', remembering('last', 'learningRate'), /previous step's learning rate/],
    ['by the largest rate', remembering('largest', 'learningRate'), /largest learning rate so far/],
    ['by the first decay', remembering('first', 'weightDecay'), /weight decay of an earlier step|initial weight decay/],
    ['by the previous decay', remembering('last', 'weightDecay'), /weight decay of an earlier step/],
    [
      'twice in a row',
      decayRule(({ learningRate, weightDecay }) => 1 - (1 - learningRate * weightDecay) ** 2),
      /applied twice: it is \(1 − ηλ\)²/,
    ],
    [
      'twice at once',
      decayRule(({ learningRate, weightDecay }) => 2 * learningRate * weightDecay),
      /applied twice: it is 1 − 2ηλ/,
    ],
    ['of a number, inside of a root', ofTerm(() => 1), /subtracts λ itself/],
    ['of the squares, inside of a root', ofTerm((w) => w * w), /squares of the weights/],
    ['of sizes without signs, inside of a root', ofTerm((w) => Math.abs(w)), /lost their sign/],
    ['of the gradient', ofTerm((w, g) => w * g), /multiplied by 1 \+ λw/],
    ['coupled and decoupled', ofTerm((w) => w, true), /applied twice: λw is added to the gradient, and/],
    ['once for each of two velocities', velocities, /applied 2 times a step/],
    [
      'once for every tensor',
      decayRule(({ learningRate, weightDecay }) => 1 - (1 - learningRate * weightDecay) ** 3),
      /once for every tensor/,
    ],
    ['growing', decayRule(({ learningRate, weightDecay }) => -learningRate * weightDecay), /wrong sign/],
    [
      'to the mean of a tensor',
      {
        name: 'to the mean',
        init: () => ({}),
        update: ({ parameters, gradients, learningRate, weightDecay }) =>
          parameters.forEach(({ data: w }, i) => {
            const mean = Array.from(w).reduce((sum, x) => sum + x, 0) / w.length;
            for (let j = 0; j < w.length; j++) w[j] -= learningRate * (gradients[i].data[j] + weightDecay * (w[j] - mean));
          }),
      },
      /all entries of a tensor to one number/,
    ],
    ['of gradients', ofTerm((_, g) => g), /λ multiplies the gradient/],
    [
      'by the rate of the step before, in one tensor',
      coordinatewise(({ w, g, learningRate, weightDecay, tensor, memory }) => {
        const rate = tensor === 1 ? (memory.rate ?? learningRate) : learningRate;
        memory.rate = learningRate;
        return w - learningRate * Math.sign(g) - rate * weightDecay * w;
      }),
      /of tensor 1 of 3 alone: the decay uses the previous step's learning rate/,
    ],
    [
      'times the position in the list',
      decayRule(({ tensor, learningRate, weightDecay }) => (tensor + 1) * learningRate * weightDecay),
      /different strengths: 1, 2, 3 times/,
    ],
    [
      'not for one tensor',
      decayRule(({ tensor, learningRate, weightDecay }) => (tensor === 1 ? 0 : learningRate * weightDecay)),
      /tensor 1 \(shape \[5\]\) is not decayed/,
    ],
    [
      'not at every tenth step',
      decayRule(({ step, learningRate, weightDecay }) => (step % 10 === 0 ? 0 : learningRate * weightDecay)),
      /skipped at some steps \(step 10, 20 of 24\)/,
    ],
    [
      'not for half of the coordinates',
      decayRule(({ entry, learningRate, weightDecay }) => (entry % 2 === 0 ? 0 : learningRate * weightDecay)),
      /half of the coordinates \(6 of 12/,
    ],
    [
      'by the sign of the weights',
      coordinatewise(({ w, g, learningRate, weightDecay }) => w - learningRate * (g + weightDecay * Math.sign(w))),
      /follows the sign of the weights/,
    ],
    [
      'growing by a power of e',
      decayRule(({ learningRate, weightDecay }) => -Math.expm1(learningRate * weightDecay)),
      /wrong sign.*power of e/,
    ],
    [
      'of the entries in another order',
      {
        name: 'reversed',
        init: () => ({}),
        update: ({ parameters, gradients, learningRate, weightDecay }) =>
          parameters.forEach(({ data }, i) => {
            const old = data.slice();
            for (let j = 0; j < data.length; j++)
              data[j] -= learningRate * (gradients[i].data[j] + weightDecay * old[data.length - 1 - j]);
          }),
      },
      /weight of another one/,
    ],
  ];

  test.each(mistakes)('%s, with a contract and without one', (_, optimizer, finding) => {
    expect(inferDecay(optimizer).finding?.sentence).toMatch(finding);
    expect(inferDecay(optimizer, { weightDecay: 'decoupled', decayOrder: 'before' }).finding?.sentence).toMatch(finding);
  });

  test('a schedule of its own is a design, unless a contract claims a decay', () => {
    const growing = decayRule(({ step, learningRate, weightDecay }) => (learningRate * weightDecay * step) / 24);
    expect(inferDecay(growing)).toMatchObject({ design: { cause: 'decay-scheduled' } });
    expect(inferDecay(growing).finding).toBeUndefined();
    const { finding } = inferDecay(growing, { weightDecay: 'decoupled', decayOrder: 'before' });
    expect(finding).toMatchObject({
      cause: 'decay-scheduled',
      sentence: expect.stringContaining('schedule of its own') as string,
    });
  });

  test('what follows η and λ of the step is no schedule of its own', () => {
    const cubic = decayRule(({ learningRate, weightDecay }) => learningRate ** 3 * weightDecay, {}, { momentum: 0.9 });
    expect(inferDecay(cubic).finding?.cause).toBe('unexplained');
  });

  test('tensors that a contract names are left out', () => {
    const second = decayRule(({ tensor, learningRate, weightDecay }) => (tensor === 1 ? 0 : learningRate * weightDecay));
    const claimed = { weightDecay: 'decoupled', decayOrder: 'before' } as const;
    expect(inferDecay(second, { ...claimed, decayExempt: ['1'] }).finding).toBeUndefined();
    expect(inferDecay(second, { ...claimed, decayExempt: ['0'] }).finding).toBeDefined();
    expect(inferDecay(second, { ...claimed, decayExempt: (name) => name === '1' }).finding).toBeUndefined();
  });

  test('a wrong strength is named with its factor, whatever it is', () => {
    const strengths = fc
      .double({ min: 0.01, max: 20, noNaN: true })
      .filter((k) => [1, 2, 3].every((usual) => Math.abs(k - usual) > 0.01));
    fc.assert(
      fc.property(strengths, (k) => {
        const { finding } = inferDecay(
          decayRule(({ learningRate, weightDecay }) => k * learningRate * weightDecay),
          { weightDecay: 'decoupled' },
        );
        const [, named] = /the decay per step is 1 − (\S+)ηλ, where 1 − ηλ is meant/.exec(finding!.sentence)!;
        expect(Number(named) / k).toBeCloseTo(1, 3);
      }),
      { seed: 1, numRuns: 6 },
    );
  });

  test('beside momentum they have the same names', () => {
    const coupled = (strength: number): Optimizer =>
      coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
        memory.buffer = 0.9 * (memory.buffer ?? 0) + g + strength * weightDecay * w;
        return w - learningRate * memory.buffer;
      });
    expect(inferDecay(coupled(2), { weightDecay: 'coupled' }).finding?.sentence).toMatch(/applied twice/);
    expect(inferDecay(coupled(-1), { weightDecay: 'coupled' }).finding?.sentence).toMatch(/wrong sign/);
    expect(inferDecay(coupled(0), { weightDecay: 'coupled' }).finding?.sentence).toMatch(/not applied/);
    expect(inferDecay(coupled(1), { weightDecay: 'coupled' }).finding).toBeUndefined();
  });

  test('hidden randomness is not taken for a convention', () => {
    let calls = 0;
    const counting = decayRule(({ learningRate, weightDecay }) => learningRate * weightDecay * (1 + 0.1 * Math.sin(calls++)));
    expect(inferDecay(counting).finding?.sentence).toMatch(/differs when the same steps are repeated/);
  });

  test('rounding to a short format is recognised by its numbers', () => {
    const coarse = (x: number): number => Math.round(x * 256) / 256;
    const bfloat = decayRule(({ w, learningRate, weightDecay }) =>
      weightDecay === 0 ? 0 : 1 - coarse(w * (1 - learningRate * weightDecay)) / w,
    );
    expect(inferDecay(bfloat, { weightDecay: 'decoupled' }).finding?.sentence).toMatch(/coarse number format/);
  });
});

test('matrices alone are decayed by the rate of the step before', () => {
  const stale: Optimizer = {
    name: 'stale',
    init: () => ({}),
    update({ parameters, gradients, state, learningRate, weightDecay }) {
      const last: number = state.last ?? learningRate;
      state.last = learningRate;
      parameters.forEach(({ data: w, shape }, i) => {
        const decay = shape.length < 2 ? 0 : last * weightDecay;
        for (let j = 0; j < w.length; j++) w[j] -= learningRate * Math.sign(gradients[i].data[j]) + decay * w[j];
      });
    },
  };
  expect(inferDecay(stale).finding).toEqual({
    cause: 'decay-previous-rate',
    sentence: "vectors are left out, and the decay uses the previous step's learning rate",
  });
});

describe('claims', () => {
  const plain = decayRule(({ learningRate, weightDecay }) => learningRate * weightDecay);

  test.each([
    ['decayExempt', { decayExempt: 'vectors' }],
    ['decayExempt', { decayExempt: ['1'] }],
    ['decayMask', { decayMask: 'cautious' }],
  ] as const)('of %s that nothing comes of are false', (name, claim) => {
    const { finding } = inferDecay(plain, { weightDecay: 'decoupled', ...claim });
    expect(finding).toMatchObject({ cause: 'claim-false', sentence: expect.stringContaining(name) as string });
  });

  const back = (isCoupled: boolean): Optimizer =>
    coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
      memory.start ??= w;
      const decay = weightDecay * (w - memory.start);
      memory.buffer = 0.9 * (memory.buffer ?? 0) + g + (isCoupled ? decay : 0);
      return w - learningRate * (memory.buffer + (isCoupled ? 0 : decay));
    });

  test.each([[true], [false]])(
    'of a decay that leads back to the start are needed for it to be one (coupled: %j)',
    (isCoupled) => {
      const weightDecay = isCoupled ? 'coupled' : 'decoupled';
      const unclaimed = inferDecay(back(isCoupled));
      expect(unclaimed.finding).toBeUndefined();
      expect(unclaimed.design).toMatchObject({ cause: 'decay-from-start', hypothesis: { kind: weightDecay } });
      expect(inferDecay(back(isCoupled), { weightDecay }).finding?.cause).toBe('decay-towards-start');
      expect(inferDecay(back(isCoupled), { weightDecay, decayOrigin: 'start' }).finding).toBeUndefined();
      expect(inferDecay(plain, { weightDecay, decayOrigin: 'start' }).finding).toMatchObject({
        cause: 'claim-false',
        sentence: expect.stringContaining('decayOrigin') as string,
      });
      const other = isCoupled ? 'decoupled' : 'coupled';
      expect(inferDecay(back(isCoupled), { weightDecay: other, decayOrigin: 'start' }).finding).toBeDefined();
    },
  );

  test('of a decay at every step are false where it is lazy, which is a design', () => {
    const lazy = (times: number): Optimizer =>
      coordinatewise(
        ({ w, g, learningRate, weightDecay, step }) =>
          w - learningRate * (Math.sign(g) + (step % 4 === 0 ? times * weightDecay * w : 0)),
      );
    expect(inferDecay(lazy(4)).design).toMatchObject({ cause: 'decay-scheduled', value: 4 });
    expect(inferDecay(lazy(4), { weightDecay: 'decoupled' }).finding?.cause).toBe('decay-skips-steps');
    expect(inferDecay(lazy(1)).finding?.cause).toBe('decay-skips-steps');
  });

  test.each([[1], [-1]])('of coupled decay are true of steps up the gradient where weights shrink all the same (%j)', (sign) => {
    const climbing = coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
      memory.buffer = 0.9 * (memory.buffer ?? 0) - g + sign * weightDecay * w;
      return w - learningRate * Math.tanh(memory.buffer);
    });
    const { finding, design } = inferDecay(climbing, { weightDecay: 'coupled' });
    expect([design?.cause, finding?.cause]).toEqual([sign > 0 ? 'ascent' : undefined, undefined]);
  });

  /** Momentum on gradients that are cut at one, to which λw is added before or after. */
  const cut = (addsAfter: boolean, momentum: number): Optimizer =>
    coordinatewise(({ w, g, learningRate, weightDecay, memory }) => {
      const limit = (x: number): number => Math.max(-1, Math.min(1, x));
      const entering = addsAfter ? limit(g) + weightDecay * w : limit(g);
      memory.buffer = momentum * (memory.buffer ?? 0) + entering;
      return w - learningRate * (memory.buffer + (addsAfter ? 0 : weightDecay * w));
    });

  test('of coupled decay are true where λw is added after gradients are clipped, and comes back with the momentum', () => {
    const { finding, design } = inferDecay(cut(true, 0.9), { weightDecay: 'coupled' });
    expect(finding).toBeUndefined();
    expect(design).toMatchObject({ cause: 'decay-coupled', hypothesis: { kind: 'decoupled' } });
  });

  test('of coupled decay are false where it does not come back', () => {
    expect(inferDecay(cut(false, 0.9), { weightDecay: 'coupled' }).finding?.cause).toBe('decay-decoupled');
  });
});

describe('effects', () => {
  test('of the right hypothesis have strength 1 and no error, at every step and tensor', () => {
    const effects = [...decayEffects(momentumRule(), { kind: 'coupled', order: 'before' })];
    expect(effects).toHaveLength(24 * 3);
    for (const { strength, error, stray } of effects) {
      expect(strength).toBeCloseTo(1, 9);
      expect(error).toBeLessThan(1e-12);
      expect(stray).toBeLessThan(1e-12);
    }
  });

  test('of a decay that is k times too strong have strength k', () => {
    const tripled = decayRule(({ learningRate, weightDecay }) => 3 * learningRate * weightDecay);
    for (const { strength } of decayEffects(tripled, { kind: 'decoupled', order: 'before' })) expect(strength).toBeCloseTo(3, 9);
  });

  test('of a variation are compared with the variation', () => {
    const tripled = decayRule(({ learningRate, weightDecay }) => 3 * learningRate * weightDecay);
    const effects = [...decayEffects(tripled, { kind: 'decoupled', order: 'before', strength: () => 3 })];
    expect(Math.max(...effects.map(({ error }) => error))).toBeLessThan(1e-12);
  });

  test('rates and decays change from step to step, so that an earlier one cannot pass for the present one', () => {
    const effects = [...decayEffects(sgd, { kind: 'coupled', order: 'before' })].filter(({ tensor }) => tensor === 0);
    for (const [i, { learningRate }] of effects.slice(1).entries()) expect(learningRate).not.toBe(effects[i].learningRate);
    expect(new Set(effects.map(({ weightDecay }) => weightDecay)).size).toBeGreaterThan(5);
  });
});

test.each([2, 4])('a decay of a copy of the weights that is renewed every %i steps is one of stale weights', (every) => {
  const copied = (age: (step: number) => boolean): Optimizer =>
    coordinatewise(({ w, g, learningRate, weightDecay, memory, step }) => {
      if (step === 1 || age(step)) memory.copy = w;
      memory.m = 0.9 * (memory.m ?? 0) + g;
      return w - learningRate * (memory.m + weightDecay * memory.copy);
    });
  expect(inferDecay(copied((step) => step % every === 0)).finding?.cause).toBe('decay-stale-weights');
  expect(inferDecay(copied(() => true)).finding).toBeUndefined();
});

test('λw that goes through the momentum of matrices after gradients were clipped is no decay that is multiplied', () => {
  /** Nesterov on gradients that are clipped tensor by tensor (Brock et al. 2021), and a decay of matrices that is added to them or stands beside. */
  const clipped = (isAdded: boolean): Optimizer => ({
    name: 'clipped',
    hyperparameters: { clip: 0.01 },
    init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
    update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { clip } }) {
      parameters.forEach(({ data: w, shape }, i) => {
        const [m, g] = [(state as Float64Array[])[i], gradients[i].data];
        const [size, limit] = [Math.hypot(...g), clip * Math.max(1e-3, Math.hypot(...w))];
        for (let j = 0; j < w.length; j++) {
          const decay = shape.length < 2 ? 0 : weightDecay * w[j];
          const x = g[j] * Math.min(1, limit / (size || 1)) + (isAdded ? decay : 0);
          m[j] = 0.9 * m[j] + x;
          w[j] -= learningRate * (x + 0.9 * m[j] + (isAdded ? 0 : 1.9 * decay));
        }
      });
    },
  });
  expect(inferDecay(clipped(true)).finding?.cause).toBe('unexplained');
  expect(inferDecay(clipped(false)).finding?.cause).toBe('decay-times-constant');
});
