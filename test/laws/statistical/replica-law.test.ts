import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../../src/arithmetic/configuration-error.ts';
import type { Reading } from '../../../src/experiments/reading.ts';
import type { Counterexample, Law, LawContext, Verdict } from '../../../src/laws/law.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { smallNetwork, subjectOf } from '../asking.ts';
import { height, syntheticContext, syntheticEngine, syntheticLaw } from './synthetic.ts';

/** No single seed may decide a test of a statistical procedure. */
const seeds = [1, 2, 3, 4, 5];

function check(law: Law, noise: number, changed: Partial<LawContext> = {}, slope = 0) {
  const { engine, experiments } = syntheticEngine(noise, slope);
  const context = syntheticContext(engine, changed);
  return { verdict: Promise.resolve(law.check(context)), experiments, context };
}

describe('a claim of equality', () => {
  test.each(seeds)('holds where the arms are the same (seed %i)', async (seed) => {
    const verdict = await check(
      syntheticLaw(() => 0),
      0.05,
      { seed },
    ).verdict;
    expect(verdict).toMatchObject({ verdict: 'holds', tolerance: 0.03, evidence: { kind: 'e-process', alpha: 1e-6 } });
    // The law promises to tell 0.03 from three times as much.
    expect(verdict.interval[0]).toBeGreaterThan(-0.09);
    expect(verdict.interval[1]).toBeLessThan(0.09);
    expect(verdict.counterexample).toBeUndefined();
    expect(verdict.reason).toBeUndefined();
  });

  test.each(seeds)(
    'is refuted where they differ, and shrinks to the smallest difference of clear size (seed %i)',
    async (seed) => {
      const law = syntheticLaw((size) => (size >= 5 ? 0.5 : 0));
      const { verdict: promise, context } = check(law, 0.05, { seed });
      const verdict = await promise;
      expect(verdict).toMatchObject({ verdict: 'refuted', evidence: { kind: 'e-process' } });
      expect(verdict.counterexample).toMatchObject({ learningRate: 1, weightDecay: 0.125, initScale: 1 });
      expect(verdict.counterexample!.size).toBeGreaterThanOrEqual(5);
      expect(verdict.diagnosis).toBe(`size ${verdict.counterexample!.size} moves the height by ${verdict.effect.toFixed(2)}`);
      expect(verdict.interval[0]).toBeGreaterThan(0.03);
      // The mean of clipped values, which is on the safe side of 0.5.
      expect(verdict.effect).toBeGreaterThan(0.09);
      expect(verdict.effect).toBeLessThan(0.5);

      // The certification is what a replay computes again, from the counterexample alone.
      const stored = JSON.parse(JSON.stringify(verdict.counterexample)) as Counterexample;
      const replayed = (await law.replay(context, stored)) as Verdict;
      expect(replayed).toMatchObject({ verdict: 'refuted', diagnosis: verdict.diagnosis });
      expect(Object.is(replayed.effect, verdict.effect)).toBe(true);
    },
  );

  test('shrinks', async () => {
    const verdict = await check(
      syntheticLaw((size) => (size >= 1 ? 0.5 : 0)),
      0.02,
    ).verdict;
    expect(verdict.counterexample!.size).toBe(1);
    expect(verdict.evidence).toMatchObject({ shrinks: expect.any(Number) });
    expect(verdict.counterexample!.original).toMatchObject({ size: expect.any(Number) });
  });

  test('an arm that diverges is refuted by its divergence, which is no deviation of anything else', async () => {
    const verdict = await check(
      syntheticLaw(() => NaN, { steady: () => [] }),
      0.05,
    ).verdict;
    expect(verdict).toMatchObject({
      verdict: 'refuted',
      evidence: { metrics: [{ metric: 'height' }, { metric: 'divergence', verdict: 'refuted' }] },
    });
  });

  test('a difference inside the tolerance is not refuted, whatever the seed', async () => {
    for (let seed = 10; seed < 40; seed++) {
      const verdict = await check(
        syntheticLaw(() => 0.02),
        0.05,
        { seed, replicaLimit: 128 },
      ).verdict;
      expect(verdict.verdict).not.toBe('refuted');
    }
  });
});

describe('a claim of difference', () => {
  test.each(seeds)('holds where the arms differ, and is refuted where they do not (seed %i)', async (seed) => {
    const different = await check(
      syntheticLaw(() => 0.5, { claims: 'different' }),
      0.05,
      { seed },
    ).verdict;
    expect(different.verdict).toBe('holds');
    const same = await check(
      syntheticLaw(() => 0, { claims: 'different' }),
      0.05,
      { seed },
    ).verdict;
    expect(same).toMatchObject({ verdict: 'refuted', counterexample: { size: expect.any(Number) } });
  });
});

describe('undecided', () => {
  test('where the replicas allowed do not settle a claim of difference, and says so', async () => {
    const verdict = await check(
      syntheticLaw(() => 0, { claims: 'different' }),
      1,
      { replicaLimit: 8 },
    ).verdict;
    expect(verdict).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringMatching(/^64 replicas did not decide height; allow more/),
    });
    expect(verdict.detectable).toBeGreaterThan(0.09);
  });

  test('is not what comes of a claim of equality with replicas too few for the noise: that is rejected', async () => {
    const { verdict } = check(
      syntheticLaw(() => 0),
      1,
      { replicaLimit: 8 },
    );
    await expect(verdict).rejects.toThrow(ConfigurationError);
    await expect(verdict).rejects.toThrow(/with 64 replicas an effect on height below .* promises to see 0.090/);
  });

  test('where the window does not show equilibrium, although the arms agree', async () => {
    const verdict = await check(
      syntheticLaw(() => 0),
      0.02,
      {},
      0.001,
    ).verdict;
    expect(verdict).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringMatching(/height still drifts by .* the first arm/),
    });
  });
});

describe('how it gets there', () => {
  test('no phase sees the streams of another, and both arms of a pair see the same', async () => {
    const { verdict, experiments } = check(
      syntheticLaw((size) => (size >= 5 ? 0.5 : 0)),
      0.05,
    );
    await verdict;
    const phases = experiments.map(({ seed }) => String(seed));
    for (const phase of ['search/0', 'search/1', 'search/2', 'confirm', 'shrink/1', 'certify'])
      expect(phases.some((name) => name.includes(`equilibrium/${phase}`))).toBe(true);
    for (let i = 0; i < experiments.length; i += 2) {
      const [first, second] = experiments.slice(i, i + 2);
      expect(second.seed).toBe(first.seed);
      expect(second.streams.data).toBe(first.streams.data);
      expect(second.replicas).toEqual(first.replicas);
      expect(second.streams.initialisation).not.toBe(first.streams.initialisation);
    }
    // Within a phase no replica is used twice.
    const used = experiments
      .filter(({ snapshotAt }, i) => i % 2 === 0 && snapshotAt === undefined)
      .flatMap(({ seed, replicas }) => Array.from({ length: replicas.count }, (_, r) => `${seed}#${replicas.first + r}`));
    expect(new Set(used).size).toBe(used.length);
  });

  test('certification looks at four times the horizon', async () => {
    const { verdict, experiments } = check(
      syntheticLaw(() => 0.5),
      0.05,
    );
    await verdict;
    const windows = (phase: string) =>
      experiments
        .filter(({ seed }) => String(seed).includes(phase))
        .map(({ windows }) => `${windows[0].from} … ${windows.at(-1)!.to}`);
    expect(new Set(windows('/confirm'))).toEqual(new Set(['101 … 260']));
    expect(new Set(windows('/certify'))).toEqual(new Set(['881 … 1040']));
  });

  test('work is counted, and the replica limit is kept, or eight times as many where these are undecided', async () => {
    const { verdict, experiments } = check(
      syntheticLaw(() => 0, { claims: 'different' }),
      1,
      { replicaLimit: 20 },
    );
    const { work } = await verdict;
    expect(work.replicas).toBe(experiments.reduce((sum, { replicas }) => sum + replicas.count, 0));
    expect(work.steps).toBe(experiments.reduce((sum, { replicas, steps }) => sum + replicas.count * steps, 0));
    const confirming = experiments.filter(({ seed }) => String(seed).endsWith('/confirm'));
    expect(Math.max(...confirming.map(({ replicas }) => replicas.first + replicas.count))).toBeLessThanOrEqual(160);
  });
});

test.each(['equal', 'different'] as const)(
  'where all of its quantities may be left out and are too noisy, more replicas are asked for: %s',
  async (claims) => {
    const quantities = [
      {
        name: 'height',
        value: ([a, b]: readonly Reading[]) => b.mean(height, 0) - a.mean(height, 0),
        tolerance: 0.03,
        optional: true as const,
      },
    ];
    const { verdict } = check(
      syntheticLaw(() => 0, { claims, quantities: () => quantities }),
      1,
      { replicaLimit: 4 },
    );
    await expect(verdict).rejects.toMatchObject({
      code: 'UNDERPOWERED',
      message: expect.stringContaining('with 4 replicas an effect on height below') as string,
    });
  },
);

test('does not apply where the contract exempts it', () => {
  const law = syntheticLaw(() => 0);
  const optimizer = { ...sgd, contract: { exempt: { equilibrium: 'none is reached' } } };
  expect(law.applies({ ...subjectOf(sgd), optimizer }, smallNetwork)).toBe('exempt by contract: none is reached');
  expect(syntheticLaw(() => 0, { applies: () => 'not here' }).applies(subjectOf(sgd), smallNetwork)).toBe('not here');
});
