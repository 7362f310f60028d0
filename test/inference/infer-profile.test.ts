import { describe, expect, test } from 'vitest';
import { decayRate } from '../../src/inference/decay-rate.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { intrinsicCombination } from '../../src/inference/intrinsic-combination.ts';
import { adam } from '../../src/optimizers/adam.ts';
import { adamwIndependent } from '../../src/optimizers/adamw-independent.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { heavyBall } from '../../src/optimizers/heavy-ball.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { radam } from '../../src/optimizers/radam.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { adamRule, coordinatewise, decayRule, momentumRule } from './rules.ts';

const bare = (optimizer: Optimizer): Optimizer => ({ ...optimizer, contract: undefined });
const named = optimizers.map((optimizer) => [optimizer.name, optimizer] as const);

describe('built-in optimizers with their contract', () => {
  test.each(named)('%s: what it claims is taken as claimed, and nothing is found wrong', (_, optimizer) => {
    const profile = inferProfile(optimizer);
    const { symmetry, weightDecay, decayOrder, momentum } = optimizer.contract!;
    for (const [claim, value] of [
      [profile.symmetry, symmetry],
      [profile.weightDecay, weightDecay],
      [profile.decayOrder, decayOrder],
      [profile.momentum, momentum],
    ] as const) {
      if (value !== undefined) expect(claim).toEqual({ value, from: 'contract' });
      else if (claim !== undefined) expect(claim.from).toBe('inferred');
    }
    if (optimizer !== radam) expect(profile.intrinsic).toBe(intrinsicCombination(symmetry ?? null));
    expect(profile.inferred.intrinsic).toBe(profile.intrinsic);
    expect(profile.findings).toEqual({});
  });
});

describe('built-in optimizers without a contract', () => {
  // What they do to λ is no convention on its own, which is why their contracts exempt them.
  const exempt = optimizers
    .filter(({ contract }) => contract?.exempt?.['zero-gradient-decay'] !== undefined)
    .map(({ name }) => name);

  test('the exceptions are these', () => {
    expect(exempt).toEqual(['adamc', 'lamb', 'lars', 'sgd-relative-clip']);
  });

  test.each(named)('%s: its contract is found again', (name, optimizer) => {
    const { symmetry, weightDecay, momentum } = optimizer.contract!;
    const profile = inferProfile(bare(optimizer));
    expect(profile.symmetry.from).toBe('inferred');
    if (optimizer !== radam) expect(profile.intrinsic).toBe(intrinsicCombination(symmetry ?? null));
    if (exempt.includes(name)) return;
    // Plain SGD's coupled and decoupled decay are the same numbers.
    expect(profile.weightDecay).toEqual({ value: weightDecay, from: 'inferred' });
    if (profile.momentum !== undefined && momentum !== undefined) expect(profile.momentum.value).toBe(momentum);
    expect(profile.findings).toEqual({});
  });
});

describe('notes', () => {
  test.each<[string, Optimizer, RegExp]>([
    ['independent decay', bare(adamwIndependent), /independent of the learning rate/],
    ['the rate inside the buffer', momentumRule({ rateInside: true }), /inside the momentum buffer/],
    [
      'an average in the buffer',
      momentumRule({ momentum: 0.75, dampening: 0.75 }),
      /averages gradients: each enters with weight 0.25/,
    ],
    ['dampening', momentumRule({ dampening: 0.5 }), /dampened: they enter the buffer with weight 0.5$/],
    ['dampening as in PyTorch', momentumRule({ dampening: 0.5, dampensFirst: false }), /with weight 0.5, the first one with 1$/],
    ['no bias correction', adamRule({ left: () => 1, right: () => 1 }), /no bias correction/],
    [
      'an epsilon in the root',
      adamRule({ direction: (m, v, epsilon) => m / Math.sqrt(v + epsilon) }),
      /epsilon acts inside the root/,
    ],
  ])('%s is noted and nothing is found wrong', (_, optimizer, note) => {
    const { notes, findings } = inferProfile(optimizer);
    expect(notes.some(({ sentence }) => note.test(sentence))).toBe(true);
    expect(findings).toEqual({});
  });

  test('the usual conventions need no note', () => {
    for (const optimizer of [sgd, heavyBall, adam, adamw]) expect(inferProfile(bare(optimizer)).notes).toEqual([]);
  });

  test('a convention that the contract states needs no note either', () => {
    expect(inferProfile(adamwIndependent).notes).toEqual([]);
    expect(inferProfile({ ...momentumRule({ rateInside: true }), contract: { momentum: 'rate-inside' } }).notes).toEqual([]);
  });
});

describe('findings', () => {
  const twice = decayRule(({ learningRate, weightDecay }) => 2 * learningRate * weightDecay);

  test('are kept by the probe that made them', () => {
    expect(Object.keys(inferProfile(twice).findings)).toEqual(['decay']);
    expect(Object.keys(inferProfile(momentumRule({ clearedEvery: 20 })).findings)).toEqual(['response']);
    expect(Object.keys(inferProfile(adamRule({ right: () => 1 })).findings)).toEqual(['core']);
  });

  test('of the decay are not made where the contract exempts it', () => {
    const exempt = { 'zero-gradient-decay': 'by design' };
    expect(inferProfile({ ...twice, contract: { exempt } }).findings).toEqual({});
  });
});

test('a contract that is wrong is tested against, not corrected', () => {
  const profile = inferProfile({
    ...sgd,
    contract: { symmetry: { learningRate: 1, weightDecay: -1 }, weightDecay: 'independent' },
  });
  expect(profile.symmetry).toEqual({ value: { learningRate: 1, weightDecay: -1 }, from: 'contract' });
  expect(profile.weightDecay).toEqual({ value: 'independent', from: 'contract' });
  expect(profile.inferred).toEqual({ intrinsic: 'η·λ', symmetry: { learningRate: 2, weightDecay: -2 } });
});

test('what the optimizer throws is thrown', () => {
  const failing = coordinatewise(({ step }) => {
    if (step > 3) throw new RangeError('too far');
    return 0;
  });
  expect(() => inferProfile(failing)).toThrow('too far');
});

describe('share of the weights that decays in a step', () => {
  const share = (optimizer: Optimizer): number | undefined => decayRate(inferProfile(optimizer), 0.5, 0.25);

  test('is ηλ times all that momentum makes of it, or λ, or not known', () => {
    expect(share(sgd)).toBeCloseTo(0.125, 9);
    expect(share(heavyBall)).toBeCloseTo(0.125 / 0.1, 4);
    expect(share(adamw)).toBe(0.125);
    expect(share(adamwIndependent)).toBe(0.25);
    expect(share(adam)).toBeUndefined();
    expect(share({ ...sgd, contract: { weightDecay: 'none' } })).toBeUndefined();
  });
});
