import { describe, expect, test } from 'vitest';
import { builtinOptimizer } from '../../../src/optimizers/reference.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { coordinatewise } from '../../inference/rules.ts';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import { applies, ask, contextOf, expectHolds, expectRefuted, lawOf, loadModule, planted, simplest } from '../asking.ts';

const law = lawOf('zero-gradient-decay');
const seen = { ...simplest, shapes: [[3]], warmUp: 0, gradient: 'zero', rates: [1], decays: [1], steps: 1, hyperparameters: {} };

/** Heavy ball whose rate falls where the norm of raw gradients has not done so for some steps. */
const onPlateau = (
  factor: number,
  decays: 'within' | 'beside' | 'too strongly' | 'at most steps' | 'with a gradient',
  overrides: Partial<Optimizer> = {},
): Optimizer => ({
  name: 'on-plateau',
  init: ({ parameters }) => ({ best: Infinity, waited: 0, scale: 1, m: parameters.map(({ data }) => data.map(() => 0)) }),
  update({ parameters, gradients, state, learningRate, weightDecay, step }) {
    const own = state as { best: number; waited: number; scale: number; m: Float64Array[] };
    const norm = Math.hypot(...gradients.flatMap(({ data }) => Array.from(data)));
    own.waited = norm < own.best ? 0 : own.waited + 1;
    own.best = Math.min(own.best, norm);
    if (own.waited > 3) [own.scale, own.waited] = [own.scale * factor, 0];
    const strength =
      { 'too strongly': 1.05, 'at most steps': step % 10 === 0 ? 0 : 1, 'with a gradient': norm === 0 ? 0 : 1 }[
        decays as string
      ] ?? 1;
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) {
        const decay = strength * weightDecay * w[j];
        own.m[i][j] = 0.9 * own.m[i][j] + gradients[i].data[j] + (decays === 'beside' ? 0 : decay);
        w[j] -= learningRate * own.scale * (own.m[i][j] + (decays === 'beside' ? decay : 0));
      }
    });
  },
  ...overrides,
});

describe('holds for', () => {
  test.each([
    'sgd',
    'sgdw-independent',
    'heavy-ball',
    'nesterov',
    'adam',
    'adamw',
    'lion',
    'muon',
    'adafactor',
    'schedule-free-sgd',
  ])('%s', (name) => {
    expectHolds(law, name);
  });

  test('a difference of nearly equal moments in float32, of which rounding leaves now more and now less', () => {
    const centred: Optimizer = {
      name: 'centred',
      hyperparameters: { rho: 0.95, floor: 0.01 },
      contract: { symmetry: { learningRate: 1, weightDecay: -2, floor: -2 }, weightDecay: 'coupled' },
      init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0) })),
      update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { rho, floor } }) {
        parameters.forEach(({ data: w }, i) => {
          const { m, v } = (state as { m: Float64Array; v: Float64Array }[])[i];
          for (let j = 0; j < w.length; j++) {
            const d = gradients[i].data[j] + weightDecay * w[j];
            m[j] = rho * m[j] + (1 - rho) * d;
            v[j] = rho * v[j] + (1 - rho) * d * d;
            w[j] -= (learningRate * d) / Math.sqrt(v[j] - m[j] * m[j] + floor);
          }
        });
      },
    };
    expectHolds(law, centred, { configurations: 100 });
  });

  test('a trust ratio that is one without a gradient, in float32, where it stretches what was stored of a shorter step', () => {
    const norm = (data: ArrayLike<number>): number => Math.hypot(...Array.from(data));
    const trusted: Optimizer = {
      name: 'trusted',
      contract: { weightDecay: 'coupled' },
      init: ({ parameters }) => parameters.map(({ data }) => data.map(() => 0)),
      update({ parameters, gradients, state, learningRate, weightDecay }) {
        parameters.forEach(({ data: w }, i) => {
          const [g, b] = [gradients[i].data, state[i] as Float64Array];
          const resistance = norm(g) + weightDecay * norm(w);
          const rate = norm(g) > 0 ? (learningRate * 0.001 * norm(w)) / resistance : learningRate;
          for (let j = 0; j < w.length; j++) {
            b[j] = 0.9 * b[j] + rate * (g[j] + weightDecay * w[j]);
            w[j] -= b[j];
          }
        });
      },
    };
    expectHolds(law, trusted);
  });

  test.each(['coupled', 'decoupled', undefined] as const)(
    'a rate that falls on a plateau of the norm of gradients, where %s decay is claimed',
    (weightDecay) => {
      const options = weightDecay === undefined ? {} : { contract: { weightDecay } };
      for (const factor of [0.5, 0.1])
        expectHolds(law, onPlateau(factor, weightDecay === 'decoupled' ? 'beside' : 'within', options));
    },
  );

  test('cautious decay, whether entries that an update leaves at rest are decayed or not', () => {
    const cautious = (acts: (along: number) => boolean, weightDecay: 'decoupled' | undefined): Optimizer =>
      coordinatewise(
        ({ w, g, learningRate, weightDecay: decay, memory }) => {
          memory.m = 0.9 * (memory.m ?? 0) + 0.1 * g;
          return w - learningRate * (memory.m + (acts(memory.m * w) ? decay * w : 0));
        },
        weightDecay && { contract: { weightDecay, decayMask: 'cautious' } },
      );
    for (const claimed of ['decoupled', undefined] as const) {
      expectHolds(
        law,
        cautious((along) => along >= 0, claimed),
      );
      expectHolds(
        law,
        cautious((along) => along > 0, claimed),
      );
    }
    const inverted = cautious((along) => along < 0, 'decoupled');
    expect(ask(law, inverted)).toMatchObject({ verdict: 'refuted' });
  });

  test.each(['sgdw-decay-after', 'sgdw-momentum', 'adamw-independent'])('the convention of %s', async (name) => {
    expectHolds(law, await planted(`correct/${name}`));
  });
});

describe('refutes', () => {
  test.each<[string, object, RegExp]>([
    ['sgd-without-decay', seen, /weight decay is not applied/],
    ['sgd-lazy-decay', seen, /is missing at step 1, with zero gradients after 0 steps of warm-up/],
    ['adamw-decayed-twice', seen, /applied twice/],
    ['adamw-decay-without-rate', { ...seen, rates: [1.25] }, /not multiplied by the learning rate/],
    ['adamw-name-pattern-misses-tensor', { ...seen, shapes: [[3], [3]] }, /tensor 1 .* is not decayed/],
    [
      'heavy-ball-zero-momentum-skips-decay',
      { ...seen, hyperparameters: { momentum: 0 } },
      /is missing at step 1 at momentum = 0/,
    ],
    ['adamw-decay-uses-peak-rate', { ...seen, rates: [1, 1.25], steps: 3 }, /largest learning rate so far, a stale one/],
  ])('%s', async (name, counterexample, diagnosis) => {
    await expectRefuted(law, () => planted(name), { counterexample: counterexample as typeof seen, diagnosis });
  });

  // Of late steps a run looks at some only, which ones goes by its seed.
  test.each([5, 7, 9, 12, 14].flatMap((late) => [1, 2, 3].map((seed) => [late, seed])))(
    'a decay that is missing at step %i alone, at seed %i',
    (late, seed) => {
      const clean = builtinOptimizer('adamw-independent');
      const profile = inferProfile(clean);
      const optimizer: Optimizer = {
        ...clean,
        update: (call) => clean.update(call.step === late ? { ...call, weightDecay: 0 } : call),
      };
      const verdict = law.check(contextOf({ optimizer, profile }, { seed, configurations: 100 }));
      expect(verdict).toMatchObject({ verdict: 'refuted', counterexample: { where: { step: late } } });
    },
  );

  test('a drift without gradient and decay', async () => {
    const drifting = coordinatewise(({ w, g, learningRate, weightDecay }) => w - learningRate * (g + weightDecay * w) + 1e-6);
    const verdict = await expectRefuted(law, () => Promise.resolve(drifting), {
      counterexample: seen,
      diagnosis: /a constant decay or drift is hidden in the rule/,
    });
    expect(verdict.effect).toBe(Infinity);
  });

  test('weights that go through float32', async () => {
    const load = () => loadModule(new URL('../../quality/further-bugs/sgd-weights-in-float32.mjs', import.meta.url));
    await expectRefuted(law, load, {
      counterexample: seen,
      diagnosis: /float64 run.*where it is meant .* precisions = \['float32'\]$/,
    });
    // Who says that he computes in float64 is not told how to say something else.
    const precise = async (): Promise<Optimizer> => {
      const optimizer = await load();
      return { ...optimizer, contract: { ...optimizer.contract, precisions: ['float64', 'float32'] } };
    };
    await expectRefuted(law, precise, { counterexample: seen, diagnosis: /in a float64 run: [^;]*$/ });
  });
});

test('asks of a step along g + λw where it goes, whatever its length is', () => {
  const subject = { ...builtinOptimizer('lars'), contract: undefined };
  expect(applies(law, subject)).toBe(true);
  expectHolds(law, subject);
});

test('a step that gradients leave out, decay and all, is no decay that is missing, and one without a gradient is', () => {
  const guarded = (leavesOut: (norm: number, least: number) => boolean): Optimizer => ({
    name: 'guarded',
    init: ({ parameters }) => ({ least: Infinity, m: parameters.map(({ data }) => data.map(() => 0)) }),
    update({ parameters, gradients, state, learningRate, weightDecay }) {
      const own = state as { least: number; m: Float64Array[] };
      const norm = Math.hypot(...gradients.flatMap(({ data }) => Array.from(data)));
      if (leavesOut(norm, own.least)) return;
      if (norm > 0) own.least = Math.min(own.least, norm);
      parameters.forEach(({ data: w }, i) => {
        for (let j = 0; j < w.length; j++) {
          own.m[i][j] = 0.9 * own.m[i][j] + 0.1 * gradients[i].data[j];
          w[j] -= learningRate * (Math.sign(own.m[i][j]) + weightDecay * w[j]);
        }
      });
    },
  });
  for (const contract of [undefined, { weightDecay: 'decoupled' as const }]) {
    const verdictOf = (optimizer: Optimizer): string => ask(law, { ...optimizer, ...(contract && { contract }) }).verdict;
    expect(verdictOf(guarded((norm, least) => norm > 2 * least))).toBe('holds');
    expect(verdictOf(guarded((norm) => norm === 0))).toBe('refuted');
  }
});

test('nor is a step of one tensor that the norm of its own gradient leaves out', () => {
  const guarded = (most: number): Optimizer => ({
    name: 'guarded-each',
    init: ({ parameters }) => parameters.map(({ data }) => ({ usual: 0, m: data.map(() => 0) })),
    update({ parameters, gradients, state, learningRate, weightDecay }) {
      parameters.forEach(({ data: w }, i) => {
        const own = (state as { usual: number; m: Float64Array }[])[i];
        const norm = Math.hypot(...gradients[i].data);
        const leavesOut = own.usual > 0 && norm > most * own.usual;
        own.usual = own.usual === 0 ? norm : 0.9 * own.usual + 0.1 * norm;
        if (leavesOut) return;
        for (let j = 0; j < w.length; j++) {
          own.m[j] = 0.9 * own.m[j] + 0.1 * gradients[i].data[j];
          w[j] -= learningRate * (own.m[j] + weightDecay * w[j]);
        }
      });
    },
  });
  for (const most of [1.5, 2, 3]) expect(ask(law, guarded(most)).verdict).not.toBe('refuted');
});

describe('refutes a rate that falls on a plateau', () => {
  test.each([
    ['too strongly', '1.05'],
    ['at most steps', 'skip'],
    ['with a gradient', 'zero gradients'],
  ] as const)('beside a decay that acts %s', (decays, words) => {
    const verdict = ask(law, onPlateau(0.5, decays, { contract: { weightDecay: 'coupled' } }));
    expect([verdict.verdict, verdict.diagnosis]).toEqual(['refuted', expect.stringContaining(words) as string]);
  });
});

describe('looks at the idle rule alone', () => {
  const seenOf = (optimizer: Optimizer): unknown => expectHolds(law, optimizer, { configurations: 10 }).observations;

  test.each(['lars', 'lamb', 'adamc', 'sgd-relative-clip'])('of %s, whose contract says why', (name) => {
    expect(seenOf(builtinOptimizer(name))).toEqual([
      expect.stringMatching(/^the decay was not looked at: exempt by contract: /) as string,
    ]);
  });

  test('of what normalises its update by the weights, without a contract', () => {
    const subject = { ...builtinOptimizer('lamb'), contract: undefined };
    expect(seenOf(subject)).toEqual([expect.stringMatching(/the two cannot be told apart/) as string]);
  });

  test.each(['lars', 'lamb', 'adamc'])('and refutes a drift, and a rounding, of %s', (name) => {
    const { update, ...rule } = builtinOptimizer(name);
    const then = (change: (w: number) => number): Optimizer => ({
      ...rule,
      update: (given) => {
        update(given);
        for (const { data } of given.parameters) for (let j = 0; j < data.length; j++) data[j] = change(data[j]);
      },
    });
    expect(
      ask(
        law,
        then((w) => w + 1e-6),
        { configurations: 10 },
      ),
    ).toMatchObject({ verdict: 'refuted', cause: 'drift' });
    expect(ask(law, then(Math.fround), { configurations: 10 })).toMatchObject({
      verdict: 'refuted',
      cause: 'parameters-rounded',
    });
  });

  test('and names a decay that is wrong in a rule that was rebuilt', () => {
    const lamb = builtinOptimizer('lamb');
    const weak: Optimizer = { ...lamb, update: (given) => lamb.update({ ...given, weightDecay: 1.1 * given.weightDecay }) };
    expect(ask(law, weak, { configurations: 10 })).toMatchObject({ verdict: 'refuted', cause: 'decay-times-constant' });
  });
});

test('a decay of twice its strength is not called missing, though it is as far from what is measured by default', () => {
  const divided = (dead: boolean) =>
    coordinatewise(
      ({ w, g, learningRate, weightDecay, memory, hyperparameters: { momentum } }) => {
        memory.m = momentum * (memory.m ?? 0) + g;
        const share = dead && momentum > 0 ? 0 : (learningRate * weightDecay) / (1 - momentum);
        return w * (1 - share) - learningRate * memory.m;
      },
      { hyperparameters: { momentum: 0 } },
    );
  expect(ask(law, divided(false))).toMatchObject({
    verdict: 'undecided',
    reason: expect.stringContaining('is off by 100') as string,
  });
  expect(ask(law, divided(true))).toMatchObject({ verdict: 'refuted', cause: 'decay-skips-without-momentum' });
});

test('an option that is off and makes weights grow where it is set is refuted, and one that shrinks them is not', () => {
  const withPenalty = (sign: number): Optimizer =>
    coordinatewise(
      ({ w, g, learningRate, weightDecay, hyperparameters: { extra } }) =>
        w - learningRate * (Math.sign(g) + (weightDecay + sign * extra) * w),
      { hyperparameters: { extra: 0 } },
    );
  expect(ask(law, withPenalty(1)).verdict).toBe('holds');
  const refuted = { verdict: 'refuted', cause: 'decay-grows', diagnosis: expect.stringContaining('extra') as string };
  expect(ask(law, withPenalty(-1))).toMatchObject(refuted);
});
