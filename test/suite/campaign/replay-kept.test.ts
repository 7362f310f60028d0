import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { runCampaign } from '../../../src/falsification/campaign.ts';
import { equilibrium } from '../../../src/falsification/conjectures/equilibrium.ts';
import type { Counterexample } from '../../../src/falsification/counterexample.ts';
import { evaluateHere } from '../../../src/falsification/evaluate.ts';
import { fastestEngine } from '../../../src/dynamics/fastest-engine.ts';
import type { Setting } from '../../../src/falsification/setting.ts';
import { spaceOf } from '../../../src/falsification/space/space.ts';
import { replayKept } from '../../../src/suite/campaign/replay-kept.ts';

const space = spaceOf(equilibrium.fields);
const noise = (change: Partial<Setting['optimizer']>): Setting =>
  space.settled({
    ...space.plain,
    objective: { ...space.plain.objective, family: 'isotropic-noise' },
    optimizer: { ...space.plain.optimizer, ...change },
  });
const effect = { metric: 'log-effective-rate', mean: 0.4, error: 0.01, tolerance: 0.015 };
/** A file that says that a setting inside the claimed domain is refuted for ever, by as much as anybody likes. */
const forged = (setting: Setting, alpha = 1e-6): Counterexample => ({
  conjecture: 'equilibrium',
  slug: 'forged',
  status: 'open',
  setting,
  breaches: [],
  sentence: 'The setting is inside the claimed domain.',
  quantities: [],
  effect: { metric: 'log-effective-rate', mean: 0.4, interval: [0.3, 0.5], tolerance: 0.015, replicas: 8 },
  persistence: { kind: 'lasting', points: [{ horizon: 20, effect }] },
  ablation: [{ ingredient: { path: 'optimizer.clip', value: 0.0625 }, effect: null, essential: true }],
  doses: [],
  chain: [[]],
  streams: { seed: 1, phase: 'x' },
  alpha,
  version: '0',
  fixed: {},
});

describe('of a file that says what is not so', () => {
  test('a refutation that the experiment does not show is none', async () => {
    expect(await replayKept(forged(noise({})), {}, tmpdir())).toMatchObject({ verdict: 'holds', inside: false, same: false });
  });

  test('what is outside of the claimed domain is outside', async () => {
    const replayed = await replayKept(forged(noise({ clip: 0.0625 })), {}, tmpdir());
    expect(replayed).toMatchObject({ verdict: 'refuted', inside: false, same: false });
    expect(replayed.breaches).toEqual([expect.stringContaining('clipping at 0.0625')]);
  });

  test('a level is not believed', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const told = { ...forged(noise({}), 0.999), streams: { seed, phase: 'x' } };
      expect((await replayKept(told, {}, tmpdir())).verdict).toBe('holds');
    }
  });

  test('a campaign that knows it counts it outside as well', async () => {
    const { reused, verdict } = await runCampaign({
      conjecture: equilibrium,
      space,
      fixed: {},
      references: {},
      version: 'test',
      seed: 1,
      alpha: 1e-6,
      islands: [0],
      corpus: [forged(noise({ clip: 0.0625 })), { ...forged(noise({})), slug: 'nothing' }],
      proposers: [],
      evaluatorOf: () => evaluateHere({ conjecture: equilibrium, engine: fastestEngine, seed: 1, fixed: {} }),
      budgetOf: () => ({ searches: () => false, surveys: () => false }),
    });
    expect(reused).toEqual([
      { slug: 'forged', verdict: 'refuted' },
      { slug: 'nothing', verdict: 'holds' },
    ]);
    expect(verdict).toBe('outside');
  });
});
