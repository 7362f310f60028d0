import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../src/inference/cause.ts';
import { exactLaw, type ExactLawDefinition, type Measurement } from '../../../src/laws/exact/exact-law.ts';
import type { Counterexample, Verdict } from '../../../src/laws/law.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { contextOf, smallNetwork, subjectOf } from '../asking.ts';

interface Configuration extends Counterexample {
  readonly steps: number;
  readonly precision: string;
}

const triple = { learningRate: 1, weightDecay: 0.125, initScale: 1 };

/** A law about the number of steps alone. */
function law(measure: (steps: number) => Partial<Measurement>, overrides: Partial<ExactLawDefinition<Configuration>> = {}) {
  return exactLaw<Configuration>({
    id: 'determinism',
    claim: 'claim',
    formula: 'the formula',
    source: '',
    domain: '',
    unit: 'unit',
    stage: 'objective',
    applies: () => true,
    configurations: () =>
      fc.record({
        learningRate: fc.constant(triple.learningRate),
        weightDecay: fc.constant(triple.weightDecay),
        initScale: fc.constant(triple.initScale),
        steps: fc.integer({ min: 1, max: 1000 }),
        precision: fc.constant('float64'),
      }) as fc.Arbitrary<Configuration>,
    measure: (_, { steps }) => ({ effect: 0, tolerance: 0, steps: 1, ...measure(steps) }),
    ...overrides,
  });
}

const context = contextOf(subjectOf(sgd), { configurations: 100 });
const check = (checked: ReturnType<typeof law>, changed: Partial<typeof context> = {}): Verdict =>
  checked.check({ ...context, ...changed }) as Verdict;

describe('a law that holds', () => {
  test('reports the largest effect relative to its tolerance, and the work done', () => {
    const verdict = check(law((steps) => ({ effect: steps * 1e-6, tolerance: steps > 500 ? 1 : 0.01 })));
    expect(verdict).toMatchObject({
      verdict: 'holds',
      objective: smallNetwork.name,
      unit: 'unit',
      tolerance: 0.01,
      detectable: 0.01,
      evidence: { kind: 'exact', configurations: 100, shrinks: 0 },
      work: { configurations: 100, replicas: 100, steps: 100 },
    });
    expect(verdict.effect).toBeGreaterThan(300e-6);
    expect(verdict.interval).toEqual([0, verdict.effect]);
  });

  test('says what was compared nowhere, and not what was compared somewhere', () => {
    expect(check(law(() => ({ unseen: 'lengths' })))).toMatchObject({ verdict: 'holds', observations: ['lengths'] });
    expect(check(law((steps) => (steps > 500 ? {} : { unseen: 'lengths' }))).observations).toBeUndefined();
  });

  test('does so only where something was compared', () => {
    const blind = { unseen: 'all is lost in rounding', blind: true };
    const verdict = check(law(() => blind));
    expect(verdict).toMatchObject({ verdict: 'undecided', reason: 'nothing was compared: all is lost in rounding' });
    expect(check(law((steps) => (steps > 900 ? {} : blind))).verdict).toBe('holds');
  });

  test('of bits has a tolerance of 0 and no effect', () => {
    expect(check(law(() => ({})))).toMatchObject({ verdict: 'holds', effect: 0, tolerance: 0 });
  });
});

describe('a law that is refuted', () => {
  const refuted = law((steps) => ({ effect: steps >= 37 ? steps : 0, where: { step: steps } }));

  test('stops, shrinks and reports the smallest configuration', () => {
    const verdict = check(refuted);
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      effect: 37,
      interval: [37, 37],
      counterexample: { ...triple, steps: 37, where: { step: 37 } },
      diagnosis: 'determinism does not hold: the formula',
    });
    expect(verdict.evidence).toMatchObject({ kind: 'exact' });
    expect(verdict.work.configurations).toBeLessThan(20);
  });

  test('counts NaN as a deviation', () => {
    expect(check(law((steps) => ({ effect: steps >= 5 ? NaN : 0 })))).toMatchObject({
      verdict: 'refuted',
      counterexample: { steps: 5 },
    });
  });

  test('lets the definition name the mistake, or the measurement', () => {
    const found = (sentence: string): Diagnosis => ({ cause: 'drift', sentence });
    const measured = law(() => ({ effect: 1, diagnosis: found('measured') }));
    expect(check(measured).diagnosis).toBe('measured');
    const diagnosed = law(() => ({ effect: 1, diagnosis: found('measured') }), {
      diagnose: (_, { steps }) => found(`at ${steps}`),
    });
    expect(check(diagnosed).diagnosis).toBe('at 1');
  });

  test('says when it is seen in float32 only', () => {
    const single = law(() => ({ effect: 1 }), {
      configurations: () => fc.constant({ ...triple, steps: 1, precision: 'float32' }),
    });
    expect(check(single).diagnosis).toMatch(/\(seen in float32 only\)$/);
  });

  test('evaluates a stored counterexample without drawing anything', () => {
    const verdict = refuted.replay(context, { ...triple, steps: 50, precision: 'float64' }) as Verdict;
    expect(verdict).toMatchObject({ verdict: 'refuted', effect: 50, work: { configurations: 1 } });
    expect(refuted.replay(context, { ...triple, steps: 36, precision: 'float64' })).toMatchObject({
      verdict: 'holds',
      effect: 0,
    });
  });
});

test('a deviation that does not come back is undecided', () => {
  let measurements = 0;
  const verdict = check(law(() => ({ effect: (measurements += 1) === 1 ? 1 : 0 })));
  expect(verdict).toMatchObject({ verdict: 'undecided', reason: expect.stringContaining('deviated once and not again') });
  expect(verdict.counterexample).toBeUndefined();
});

test('unless it is the claim that nothing comes out otherwise the second time', () => {
  let measurements = 0;
  const diagnosis: Diagnosis = { cause: 'not-a-function', sentence: 'once' };
  const fleeting = law(() => ({ effect: (measurements += 1) === 1 ? 7 : 0, diagnosis }), { refutedOnce: true });
  expect(check(fleeting)).toMatchObject({ verdict: 'refuted', effect: 7, diagnosis: 'once', counterexample: triple });
});

test('what the subject throws is thrown, and is no refutation', () => {
  const throwing = law((steps) => {
    if (steps > 10) throw new RangeError('the subject broke');
    return {};
  });
  expect(() => check(throwing)).toThrow('the subject broke');
});

test('configurations depend on the seed and the law alone', () => {
  const seen = (seed: number): number[] => {
    const steps: number[] = [];
    check(
      law((value) => {
        steps.push(value);
        return {};
      }),
      { seed },
    );
    return steps;
  };
  expect(seen(1)).toEqual(seen(1));
  expect(seen(1)).not.toEqual(seen(2));
});

test('progress is reported in shares of the work', () => {
  const shares: number[] = [];
  check(
    law(() => ({})),
    { progress: (done) => shares.push(done) },
  );
  expect(shares).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
});
