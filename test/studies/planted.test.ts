import { describe, expect, test } from 'vitest';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import type { Engine } from '../../src/experiments/experiment.ts';
import { studyRecord, type StudyRecord } from '../../src/records/study-record.ts';
import { gradientDescentVsFlow } from '../../src/studies/gradient-descent-vs-flow.ts';
import { heavyTails } from '../../src/studies/heavy-tails.ts';
import { studies } from '../../src/studies/index.ts';
import { rateDrop } from '../../src/studies/rate-drop.ts';
import { runStudy } from '../../src/studies/run-study.ts';
import type { Study } from '../../src/studies/study.ts';
import { sample } from '../size.ts';
import { halfDrop, lateRate, normalTails, oneArm, strongDecay } from './planted.ts';

const quickly = (study: Study, engine: Engine): Promise<StudyRecord> =>
  runStudy(study, { engine, seed: 7, quick: true, version: 'test' });
const refuted = ({ claims }: StudyRecord): string[] =>
  claims.flatMap(({ verdict, what }) => (verdict === 'refuted' ? [what] : []));

describe('a study whose engine is wrong is refuted', () => {
  test('a decay that is a fifth too strong moves the orbit', async () => {
    const record = await quickly(gradientDescentVsFlow, strongDecay);
    expect(record.verdict).toBe('refuted');
    expect(refuted(record)).toEqual(expect.arrayContaining(['mean loss at ηλ = 0.1', 'period at ηλ = 0.1, in steps']));
  });

  /** An engine by which each study is refuted: the mildest of those that were tried. */
  const opposites: readonly (readonly [string, Engine, readonly string[]])[] = [
    [
      'a decay that is a fifth too strong',
      strongDecay,
      [
        'cosine-schedule',
        'drop-before-equilibrium',
        'exponential-rate',
        'adaptive-optimizers',
        'after-the-drop',
        'batch-size',
        'gaussian-noise',
        'gradient-flow-generalisation',
        'time-step',
        'momentum',
        'normalisers',
        'rotation',
        'warmup-linear-decay',
        'weight-averaging',
        'weight-decay-threshold',
      ],
    ],
    ['a learning rate that is a half too large later', lateRate, ['no-weight-decay']],
    [
      'arms that are all alike',
      oneArm,
      ['equilibrium', 'initial-rate', 'mixing-time', 'norm-curves', 'rate-or-scale', 'depth-100', 'larger-data'],
    ],
    ['a drop by √k', halfDrop, ['function-space-mixing']],
  ];
  const rows = opposites.flatMap(([what, engine, names]) => names.map((name) => ({ what, engine, name })));
  const { cases, said } = sample(rows, 8);

  test('each of them has an opposite', () => {
    const named = [...rows.map(({ name }) => name), 'gradient-descent-vs-flow', 'rate-drop', 'heavy-tails'];
    expect(named.sort()).toEqual(studies.map(({ name }) => name).sort());
  });

  // Two runs of up to a minute each, on a machine that may be busy.
  test.each(cases)(`$name sees $what${said}`, { timeout: 900_000 }, async ({ name, engine }) => {
    const study = studies.find((each) => each.name === name)!;
    expect((await quickly(study, engine)).verdict).toBe('refuted');
    expect((await quickly(study, fastestEngine)).verdict).toBe('holds');
  });

  test('a drop by √k is no drop by k', async () => {
    const record = await quickly(rateDrop, halfDrop);
    expect(record.verdict).toBe('refuted');
    expect(refuted(record)[0]).toBe('ELR right after the drop over ELR before it is 1/10');
  });

  test('normal noise has no heavy tails', async () => {
    const record = await quickly(heavyTails, normalTails);
    expect(refuted(record)).toEqual(['slope of ln ELR in ln ηλ at α = 1.5', 'slope of ln ELR in ln ηλ at α = 1.2']);
  });
});

test('the same study under the right engine holds, is the same again, and is what its schema says', async () => {
  const record = await quickly(rateDrop, fastestEngine);
  expect(record.verdict).toBe('holds');
  expect(studyRecord.schema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  expect(await quickly(rateDrop, fastestEngine)).toEqual(record);
});
