import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { examineMutant, type Outcome } from '../../scripts/mutants/examine-mutant.ts';
import { mutants, mutations, twins } from '../../scripts/mutants/mutants.ts';
import { sampleMutants } from '../../scripts/mutants/sample-mutants.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { stream } from '../../src/random/stream.ts';
import { checkOptimizer } from '../../src/suite/check-optimizer.ts';

const all = mutants();

test('there are at least 400 that differ from their originals', () => {
  expect(all.length).toBeGreaterThanOrEqual(400);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test('every mistake is made in some optimizer', () => {
  expect(mutations.filter((mutation) => all.every((mutant) => mutant.mutation !== mutation)).map(({ name }) => name)).toEqual([]);
});

test('what is a published rule is no mutant, and few are', () => {
  expect(twins().map(({ name }) => name)).toContain('adamw: gradients doubled');
  expect(twins().map(({ name }) => name)).not.toContain('sgd: gradients doubled');
  expect(twins().length).toBeLessThan(all.length / 50);
});

test('a sample has so many of each mistake, and other hosts for another seed', () => {
  const [one, other] = [1, 2].map((seed) => sampleMutants(all, 2, seed));
  expect(mutations.map((mutation) => one.filter((mutant) => mutant.mutation === mutation).length).every((n) => n <= 2)).toBe(
    true,
  );
  expect(new Set(one.map(({ mutation }) => mutation)).size).toBe(mutations.length);
  expect(sampleMutants(all, 2, 1)).toEqual(one);
  expect(other).not.toEqual(one);
});

describe('inference names what shows in no rule that is rebuilt, or in one that is rebuilt as a whole', () => {
  test.each([
    ['lamb: the first rate for ever', 'rate-initial'],
    ['lars: half the rate in float32', 'rule-differs-by-precision'],
    ['adafactor: the counter is halved', 'correction-wrong'],
    ['schedule-free-sgd: half the decay', 'decay-times-constant'],
    ['schedule-free-sgd: the decay by the largest rate', 'decay-peak-rate'],
    ['schedule-free-sgd: the state is made anew at every tenth step', 'buffer-cleared'],
    ['lamb: a change of the rate counts twice', 'rate-change-compounds'],
    ['lars: rates multiplied up', 'rate-change-compounds'],
    ['adamax: rates multiplied up', 'rate-change-compounds'],
    ['heavy-ball: a cap on the rate', 'rate-capped'],
    ['radam: a cap on the rate', 'rate-capped'],
    ['adafactor: the state is made anew at every tenth step', 'buffer-cleared'],
    ['adamw: the state is made anew at every tenth step', 'buffer-cleared'],
    ['adafactor-scaled: sums of gradients are never cleared', 'gradient-for-ever'],
    ['lamb: both coefficients are exchanged', 'betas-swapped'],
    ['radam: the counter stays at one', 'correction-stuck'],
    ['nesterov: the first gradient for ever', 'gradient-first-kept'],
    ['nadam: the decay times a correction', 'decay-times-correction'],
    ['adamax: the decay of the weights of the step before', 'decay-stale-weights'],
    ['adam: the decay at the first step only', 'decay-first-step-only'],
    ['adam: the first decay for ever', 'decay-initial-decay'],
    ['adafactor-scaled: the decay times 1.1', 'decay-times-constant'],
    ['adafactor-scaled: the decay at every second step', 'decay-skips-steps'],
    ['muon: steps divided by the number of tensors', 'step-length-by-tensors'],
    ['nesterov: the decay of squares', 'decay-of-square'],
  ])('%s: %s', (name, cause) => {
    const { findings } = inferProfile(all.find((mutant) => mutant.name === name)!.make());
    expect(Object.values(findings).map((finding) => finding.cause)).toContain(cause);
  });
});

// Nobody chooses them: others are drawn whenever the record changes.
const text = readFileSync(new URL('../../fixtures/mutants.json', import.meta.url), 'utf8');
const record = JSON.parse(text) as { seed: number; configurations: number; unnamed: readonly (readonly [string, Outcome])[] };
const recorded = new Map(record.unnamed);
const dice = stream(text, 'mutants.test');
const drawn = Array.from({ length: 11 }, () => all[Math.floor(dice.uniform() * all.length)]);
const ranks: readonly Outcome[] = ['missed', 'caught', 'named'];

describe('a mutant that is drawn is seen as well as recorded, or better', () => {
  test.each([...new Set(drawn)].map((mutant) => [mutant.name, mutant] as const))('%s', async (name, mutant) => {
    const { outcome } = await examineMutant(checkOptimizer, mutant, record);
    expect(ranks.indexOf(outcome)).toBeGreaterThanOrEqual(ranks.indexOf(recorded.get(name) ?? 'named'));
  });
});
