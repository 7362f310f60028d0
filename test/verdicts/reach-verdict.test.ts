import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/experiments/experiment.ts';
import type { Verdict } from '../../src/laws/law.ts';
import { normal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import { height, syntheticContext, syntheticLaw } from '../laws/statistical/synthetic.ts';

type Value = (setting: {
  arm: number;
  step: number;
  /** Uniform, of its arm. */
  replica: number;
  /** 1 or −1, the same in both arms. */
  side: number;
  noise: number;
  learningRate: number;
}) => number;

/** An engine whose heights are what a test says, with a stream for each replica. */
function engineOf(value: Value): Engine {
  return {
    name: 'synthetic',
    supports: () => true,
    run({ windows, replicas, seed, streams, steps, learningRate }) {
      const arm = Number(streams.initialisation.at(-1));
      const source = stream(seed, 'noise', streams.initialisation);
      const sides = stream(seed, 'sides');
      const rows = Array.from({ length: replicas.count }, (_, row) => replicas.first + row);
      const heights = rows.flatMap((replica) =>
        windows.map(({ from, to }, i) => {
          const noise = normal(source.seek(replica, i));
          return value({
            arm,
            step: (from + to) / 2,
            replica: source.seek(replica, 999).uniform(),
            side: sides.seek(replica, 0).uniform() < 0.5 ? -1 : 1,
            noise,
            learningRate: learningRate as number,
          });
        }),
      );
      return { windowMeans: { height: Float64Array.from(heights) }, traces: { height: new Float64Array() }, replicaSteps: steps };
    },
  };
}

const check = (value: Value, seed: number): Promise<Verdict> =>
  Promise.resolve(syntheticLaw(() => 0).check(syntheticContext(engineOf(value), { seed, replicaLimit: 128 })));

const seeds = [1, 2, 3, 4, 5, 6];

describe('nothing is refuted, and nothing holds,', () => {
  test.each(seeds)('where both arms are on their way to one limit (seed %i)', async (seed) => {
    for (const time of [1000, 5000]) {
      const { verdict, reason } = await check(
        ({ arm, step, noise }) => 1 + (arm === 0 ? 0.2 : -0.2) * Math.exp(-step / time) + 0.02 * noise,
        seed,
      );
      expect(verdict).toBe('undecided');
      expect(reason).toMatch(/transient that lasts longer|not again on new streams and at a later time|drifts/);
    }
  });

  test.each(seeds)('where one replica in ten of an arm fails, however alike the others are (seed %i)', async (seed) => {
    const { verdict } = await check(({ arm, replica, noise }) => 1 + Number(arm === 1 && replica < 0.1) + 1e-7 * noise, seed);
    expect(verdict).toBe('undecided');
  });

  test('where arms drift for ever, as with units that have died', async () => {
    const { verdict, reason } = await check(({ arm, step, noise }) => step * (arm === 0 ? 0.01 : 0.02) + 0.02 * noise, 1);
    expect([verdict, reason]).toEqual(['undecided', expect.stringMatching(/drifts by .* also at four times the horizon/)]);
  });

  test('where half of the replicas diverge in either arm', async () => {
    const { verdict } = await check(({ replica, noise }) => (replica < 0.8 ? NaN : 1 + 0.02 * noise), 1);
    expect(verdict).toBe('undecided');
  });
});

test('a difference that stays is refuted, and so is a law with two branches', async () => {
  expect((await check(({ arm, noise }) => 1 + 0.2 * arm + 0.02 * noise, 1)).verdict).toBe('refuted');
});

test('a burn-in that is too short by a little is waited for', async () => {
  const { verdict, work } = await check(({ step, noise }) => 1 + Math.exp(-step / 100) + 0.02 * noise, 1);
  expect(verdict).toBe('holds');
  expect(work.replicas).toBeGreaterThan(100);
});

test('too few replicas for `holds` are named', async () => {
  const context = syntheticContext(
    engineOf(() => 1),
    { replicaLimit: 8 },
  );
  const { verdict, reason } = await syntheticLaw(() => 0, { metrics: () => [height] }).check(context);
  expect([verdict, reason]).toEqual(['undecided', expect.stringMatching(/allow more replicas$/)]);
});

test('a suspect that stays undecided is followed by the next one', async () => {
  // The largest effect is one that drifts; a smaller one stays.
  const wandering = engineOf(({ step, noise, learningRate }) =>
    learningRate > 1.5 ? learningRate + 0.01 * step + 0.02 * noise : learningRate + 0.02 * noise,
  );
  const sizes = (list: readonly number[]): ReturnType<typeof syntheticLaw> =>
    syntheticLaw((size) => [0, 0.2, 0.6][size], {
      configurations: () =>
        Promise.resolve(list.map((size) => fc.constant({ learningRate: 1, weightDecay: 0.125, initScale: 1, size }))),
    });
  const context = syntheticContext(wandering, { replicaLimit: 128 });
  expect((await sizes([0, 2, 0]).check(context)).verdict).toBe('undecided');
  const { verdict, counterexample } = await sizes([0, 2, 1]).check(context);
  expect([verdict, counterexample?.size]).toEqual(['refuted', 1]);
});

test('a failure in the pilot is counted, and is no noise that settings would have to be changed for', async () => {
  const rare = ({ arm, replica, noise }: { arm: number; replica: number; noise: number }): number =>
    1 + Number(arm === 1 && replica < 0.08) + 0.01 * noise;
  for (const seed of seeds) expect((await check(rare, seed)).verdict).toBe('undecided');
});

test('what the usual replicas do not decide is decided by more of them, where they cost little', async () => {
  // One in two hundred fails in either arm.
  const rare = engineOf(({ replica, noise }) => 1 + Number(replica < 0.005) + 0.01 * noise);
  const verdicts = await Promise.all(
    seeds.map((seed) => Promise.resolve(syntheticLaw(() => 0).check(syntheticContext(rare, { seed, replicaLimit: 128 })))),
  );
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(seeds.map(() => 'holds'));
  expect(Math.max(...verdicts.map(({ work }) => work.replicas))).toBeGreaterThan(180);
});

describe('replicas that stay on sides of their own', () => {
  /** An engine that is asked for windows of sixteen blocks, and which phases were asked of it. */
  function sides(gap: (step: number) => number, fault = 0): { engine: Engine; phases: Set<string> } {
    const phases = new Set<string>();
    const engine = engineOf(({ arm, step, side, noise }) => 1 + side * gap(step) + fault * arm + 0.02 * noise);
    return {
      phases,
      engine: {
        ...engine,
        run: (experiment) => {
          phases.add(String(experiment.seed).replace(/^\d+\//, ''));
          return engine.run(experiment);
        },
      },
    };
  }

  test.each(seeds)('are not waited for where they come no closer, and are where they do (seed %i)', async (seed) => {
    const [stay, meet] = [sides(() => 1), sides((step) => Math.exp(-step / 100))];
    const context = { seed, replicaLimit: 128 };
    const stayed = await syntheticLaw(() => 0).check(syntheticContext(stay.engine, context));
    expect([stayed.verdict, stayed.reason]).toEqual([
      'undecided',
      expect.stringMatching(/stay apart .* waiting does not end it$/),
    ]);
    expect([...stay.phases]).not.toContainEqual(expect.stringMatching(/extended$/));
    const met = await syntheticLaw(() => 0).check(syntheticContext(meet.engine, context));
    expect(met.verdict).toBe('holds');
    expect([...meet.phases]).toContainEqual(expect.stringMatching(/extended$/));
  });

  test.each(seeds)('do not hide what every one of them shows, where each is claimed something of (seed %i)', async (seed) => {
    const steady = { metric: height, drift: (a: number, b: number) => b - a, tolerance: 0.03, apart: true } as const;
    const verdictWith = async (fault: number): Promise<string> => {
      const law = syntheticLaw(() => 0, { steady: () => [steady] });
      return (await law.check(syntheticContext(sides(() => 1, fault).engine, { seed, replicaLimit: 128 }))).verdict;
    };
    expect([await verdictWith(0), await verdictWith(0.2)]).toEqual(['holds', 'refuted']);
  });
});
