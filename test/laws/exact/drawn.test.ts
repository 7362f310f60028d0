import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { subjectOf } from '../asking.ts';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import {
  exactConfigurations,
  hyperparameterValues,
  machineEpsilon,
  multipliers,
  orbitExponents,
  shapeLists,
  shapeListsFor,
} from '../../../src/laws/exact/drawn.ts';
import { adafactorScaled } from '../../../src/optimizers/adafactor-scaled.ts';
import { adamw } from '../../../src/optimizers/adamw.ts';
import { heavyBall } from '../../../src/optimizers/heavy-ball.ts';
import { lars } from '../../../src/optimizers/lars.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { sgdwIndependent } from '../../../src/optimizers/sgdw-independent.ts';

const draw = <Value>(arbitrary: fc.Arbitrary<Value>, numRuns = 200): Value[] => fc.sample(arbitrary, { seed: 1, numRuns });
const range = { intrinsicLearningRate: { min: 0.01, max: 0.25 } };

describe('configurations', () => {
  test('what is drawn as ηλ is the share of the weights that a step takes away', () => {
    for (const [optimizer, share] of [
      [sgd, ({ learningRate, weightDecay }: { learningRate: number; weightDecay: number }) => learningRate * weightDecay],
      [sgdwIndependent, ({ weightDecay }: { weightDecay: number }) => weightDecay],
      [adafactorScaled, ({ weightDecay }: { weightDecay: number }) => weightDecay],
      [lars, ({ learningRate }: { learningRate: number }) => learningRate],
    ] as const) {
      for (const configuration of draw(exactConfigurations({ optimizer, profile: inferProfile(optimizer) }, range, {}))) {
        expect(share(configuration)).toBeGreaterThanOrEqual(0.01 * (1 - 1e-12));
        expect(share(configuration)).toBeLessThanOrEqual(0.25 * (1 + 1e-12));
      }
    }
  });

  test('keep to rates between the limits that options are, on the same orbit', () => {
    const profile = inferProfile(sgd);
    const [free, kept] = [profile, { ...profile, use: { rates: { least: 2 ** -4, largest: 8 }, notes: [] } }].map((each) =>
      draw(exactConfigurations({ optimizer: sgd, profile: each }, range, {})),
    );
    kept.forEach(({ learningRate, weightDecay, initScale }, i) => {
      expect(learningRate).toBeGreaterThanOrEqual(2 ** -4);
      expect(8 * learningRate).toBeLessThanOrEqual(8);
      expect(learningRate * weightDecay).toBeCloseTo(free[i].learningRate * free[i].weightDecay, 9);
      expect(learningRate / initScale ** 2 / (free[i].learningRate / free[i].initScale ** 2)).toBeCloseTo(1, 9);
    });
  });

  test('are plain records that survive JSON, with both precisions and the details', () => {
    const drawn = draw(
      exactConfigurations(
        { optimizer: sgd, profile: inferProfile(sgd) },
        {},
        { steps: fc.integer({ min: 1, max: 9 }), shapes: shapeLists },
      ),
    );
    expect(new Set(drawn.map(({ precision }) => precision))).toEqual(new Set(['float64', 'float32']));
    for (const configuration of drawn) expect(JSON.parse(JSON.stringify(configuration))).toEqual(configuration);
  });

  test('shrink to the simplest triple in float64', () => {
    const { counterexample } = fc.check(
      fc.property(
        exactConfigurations({ optimizer: sgd, profile: inferProfile(sgd) }, {}, { steps: fc.integer({ min: 1, max: 9 }) }),
        () => false,
      ),
      { seed: 3 },
    );
    expect(counterexample).toEqual([
      { learningRate: 1, weightDecay: 0.125, initScale: 1, precision: 'float64', seed: 0, steps: 1 },
    ]);
  });
});

test('momentum coefficients are switched off or changed, everything else stays', () => {
  expect(new Set(draw(hyperparameterValues(subjectOf(heavyBall))).map((values) => values.momentum))).toEqual(
    new Set([undefined, 0.9, 0.5, 0]),
  );
  expect(new Set(draw(hyperparameterValues(subjectOf(adamw))).flatMap(Object.keys))).toEqual(new Set(['beta1']));
  expect(new Set(draw(hyperparameterValues(subjectOf(sgd))).map((values) => Object.keys(values).length))).toEqual(new Set([0]));
});

test('schedules, orbits and shapes are what a law can compute with exactly', () => {
  for (const schedule of draw(multipliers)) {
    expect(schedule.length).toBeGreaterThan(0);
    for (const multiplier of schedule) expect(multiplier * 4).toBe(Math.round(multiplier * 4));
  }
  for (const exponent of draw(orbitExponents(8))) {
    expect(Number.isInteger(exponent) && exponent !== 0 && Math.abs(exponent) <= 8).toBe(true);
  }
  expect(draw(shapeLists).some((shapes) => shapes.length === 3)).toBe(true);
});

test('a subject that makes a program for each list of shapes is asked few lists, of all shapes, numbers and kinds of equality', () => {
  const drawn = draw(shapeListsFor({ optimizer: { ...adamw, compiles: true } }), 4000);
  const kinds = new Set(drawn.map((list) => list.map((shape) => list.findIndex((other) => `${other}` === `${shape}`)).join()));
  expect(kinds).toEqual(new Set(['0', '0,0', '0,1', '0,0,0', '0,0,2', '0,1,0', '0,1,2']));
  expect(new Set(drawn.flat().map(String)).size).toBe(6);
  expect(new Set(drawn.map((list) => JSON.stringify(list))).size).toBe(42);
  // Others see all lists, and how many tensors are drawn is the same.
  const all = draw(shapeListsFor({ optimizer: adamw }), 4000);
  expect(new Set(all.map((list) => JSON.stringify(list))).size).toBe(258);
  expect(drawn.map(({ length }) => length)).toEqual(all.map(({ length }) => length));
});

test('machine epsilon is the gap after 1', () => {
  expect(1 + machineEpsilon('float64')).toBeGreaterThan(1);
  expect(1 + machineEpsilon('float64') / 2).toBe(1);
  expect(Math.fround(1 + machineEpsilon('float32'))).toBeGreaterThan(1);
  expect(Math.fround(1 + machineEpsilon('float32') / 2)).toBe(1);
});
