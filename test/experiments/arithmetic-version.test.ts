import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import { referenceEngine } from '../../src/dynamics/reference-engine.ts';
import { arithmeticVersion } from '../../src/experiments/arithmetic-version.ts';
import type { Experiment } from '../../src/experiments/experiment.ts';
import { fourthPower, secondOrderGain } from '../../src/metrics/fourth-power.ts';
import { metrics as registered } from '../../src/metrics/index.ts';
import { gradientMoment } from '../../src/metrics/gradient-moment.ts';
import { logCosine } from '../../src/metrics/log-cosine.ts';
import { logEffectiveRate } from '../../src/metrics/log-effective-rate.ts';
import { loss } from '../../src/metrics/loss.ts';
import { objectiveFamilies } from '../../src/objectives/index.ts';
import { objective } from '../../src/objectives/reference.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { contentId } from '../../src/records/content-id.ts';

const file = fileURLToPath(new URL('./arithmetic-version.json', import.meta.url));

/** The numbers of each version, as digests by what makes them. */
interface Digests {
  version: number;
  parts: Record<string, string>;
}

const metrics = [loss, gradientMoment, logEffectiveRate(2), logCosine, fourthPower, secondOrderGain];

async function digest(changed: Partial<Experiment>): Promise<string> {
  const ids: string[] = [];
  for (const precision of ['float64', 'float32'] as const) {
    for (const engine of [fastestEngine, referenceEngine]) {
      const record = await engine.run({
        objective: objective('digits-mlp?widths=4&batch=4'),
        optimizer: sgd,
        learningRate: [0.25, 0.125],
        weightDecay: 0.01,
        initScale: 2,
        precision,
        seed: 1,
        streams: { initialisation: 'initialisation', data: 'data' },
        replicas: { first: 1, count: 2 },
        steps: 6,
        metrics,
        windows: [{ from: 3, to: 6 }],
        snapshotAt: [6],
        ...changed,
      });
      ids.push(contentId('record', record));
    }
  }
  return contentId('records', ids).slice(0, 12);
}

/** What computes, by name: each optimizer on a network, each metric, and each objective, with every choice of its options, under SGD. */
const parts: [string, Partial<Experiment>][] = [
  ...optimizers.map((optimizer): [string, Partial<Experiment>] => [`optimizer ${optimizer.name}`, { optimizer }]),
  ...registered.map((metric): [string, Partial<Experiment>] => [`metric ${metric.name}`, { metrics: [metric] }]),
  ...objectiveFamilies.map((family): [string, Partial<Experiment>] => [
    `objective ${family.name}`,
    { objective: family.create(family.name === 'digits-mlp' ? { widths: '4', batch: 4 } : {}) },
  ]),
  ...['layer', 'group&groups=2', 'rms', 'weight', 'none', 'batch&activation=tanh', 'batch&epsilon=0.1&gain=trained&bias=trained']
    .map((options) => `digits-mlp?widths=6,6&batch=4&topLayer=trained&normaliser=${options}`)
    .map((reference): [string, Partial<Experiment>] => [`objective ${reference}`, { objective: objective(reference) }]),
];

const stored = JSON.parse(readFileSync(file, 'utf8')) as Digests;
const onCi = process.env.CI !== undefined;

describe('numbers stay what they are as long as `arithmeticVersion` does', () => {
  const known = stored.version === arithmeticVersion ? stored.parts : {};
  const found: Record<string, string> = {};

  test.each(parts)('%s', async (name, changed) => {
    found[name] = await digest(changed);
    if (name in known)
      expect(found[name], `the numbers of ${name} have changed: raise arithmeticVersion, and say so in the change log`).toBe(
        known[name],
      );
  });

  test('and all of them are written down in arithmetic-version.json', () => {
    const current: Digests = { version: arithmeticVersion, parts: { ...found, ...known } };
    // What has changed stays as it was, and fails. What is new is written where it is made, and is to be committed, as a snapshot is.
    if (!onCi && Object.keys(found).length === parts.length) writeFileSync(file, `${JSON.stringify(current, null, 2)}\n`);
    expect(stored.version, 'commit test/experiments/arithmetic-version.json, which the tests have just written').toBe(
      arithmeticVersion,
    );
  });
});
