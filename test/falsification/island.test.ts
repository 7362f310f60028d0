import { describe, expect, test } from 'vitest';
import { runCampaign, type CampaignReport } from '../../src/falsification/campaign.ts';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { essentialOf } from '../../src/falsification/counterexample.ts';
import { Interrupted } from '../../src/falsification/interrupted.ts';
import { proposers as every } from '../../src/falsification/proposers/index.ts';
import type { Setting } from '../../src/falsification/setting.ts';
import { spaceOf } from '../../src/falsification/space/space.ts';
import type { Evaluate } from '../../src/falsification/task.ts';
import { nightly } from '../size.ts';
import { synthetic } from './synthetic.ts';

interface Options {
  readonly seed?: number;
  readonly steps?: number;
  readonly only?: readonly string[];
  readonly evaluate?: Evaluate;
}

/** A campaign in a world where the difference is known. */
function campaign(effectOf: (setting: Setting) => number, options: Options = {}): Promise<CampaignReport> {
  const { seed = 1, steps = 1_500_000, only, evaluate = synthetic(effectOf) } = options;
  return runCampaign({
    conjecture: equilibrium,
    space: spaceOf(equilibrium.fields),
    fixed: {},
    references: {},
    version: 'test',
    seed,
    alpha: 1e-6,
    islands: [0],
    corpus: [],
    proposers: every.filter(({ id }) => only?.includes(id) ?? true),
    evaluatorOf: () => evaluate,
    budgetOf: () => ({ searches: (spent) => spent < 0.8 * steps, surveys: (spent) => spent < steps }),
  });
}

const worlds = new Map<(setting: Setting) => number, Promise<CampaignReport>>();

/** The campaign in a world, run once for all who look at it. */
function inWorld(effectOf: (setting: Setting) => number): Promise<CampaignReport> {
  const known = worlds.get(effectOf) ?? campaign(effectOf);
  worlds.set(effectOf, known);
  return known;
}

const atThreshold = ({ objective }: Setting): number => (objective.epsilon >= 2 ** -6 ? 0.4 : 0);

const paths = ({ found }: CampaignReport): string[][] =>
  found.map((each) =>
    essentialOf(each)
      .map(({ path }) => path)
      .sort(),
  );

describe('a campaign finds what makes a difference, and nothing else', () => {
  test.each<[string, (setting: Setting) => number, string[]]>([
    ['one number', atThreshold, ['objective.epsilon']],
    ['one choice', ({ optimizer }) => (optimizer.rule === 'lion' ? -0.4 : 0), ['optimizer.rule']],
    ['a list', ({ second }) => (second.phases.length > 0 ? 0.4 : 0), ['second.phases']],
    [
      'two together',
      ({ objective, first }) => (objective.depth >= 4 && first.norm > 1 ? 0.4 : 0),
      ['first.norm', 'objective.depth'],
    ],
  ])('%s', async (_, effectOf, expected) => {
    const report = await inWorld(effectOf);
    expect(paths(report)).toContainEqual(expected);
    for (const each of report.found) expect(each.setting).toEqual(report.found.find(({ slug }) => slug === each.slug)!.setting);
    const [found] = report.found.filter((each) => essentialOf(each).length === expected.length);
    expect(found.ablation.every(({ essential }) => essential)).toBe(true);
    expect(
      spaceOf(equilibrium.fields)
        .ingredients(found.setting)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(expected);
  });

  test('where a number passes its threshold', async () => {
    const [found] = (await inWorld(atThreshold)).found;
    const [low, high] = found.doses[0].threshold!;
    expect(low).toBeLessThan(2 ** -6);
    expect(high).toBeGreaterThanOrEqual(2 ** -6);
    expect(high / low).toBeLessThanOrEqual(2);
  });

  test('and that a difference which fades with time is slow', async () => {
    const report = await campaign(({ objective, horizon }) => (objective.depth > 1 ? 8 / (horizon + 1) : 0));
    expect(report.found.map(({ persistence }) => persistence.kind)).toContain('slow');
    // It is inside the domain, and says nothing against an equilibrium.
    expect(report.verdict).toBe('outside');
  });

  test('two causes one after the other', async () => {
    const report = await campaign(
      ({ objective, optimizer }) => (objective.gain === 'trained' ? 0.4 : 0) + (optimizer.clip > 0 ? 0.3 : 0),
    );
    expect(paths(report)).toEqual(expect.arrayContaining([['objective.gain'], ['optimizer.clip']]));
    expect(report.found).toHaveLength(2);
  });
});

describe('a campaign leaves alone', () => {
  test.each(nightly ? [1, 2, 3, 4, 5] : [1, 2])('what makes no difference, seed %d', async (seed) => {
    const { found, verdict, survey } = await campaign(() => 0, { seed, steps: 800_000 });
    expect(found).toEqual([]);
    expect(verdict).toBe('survived');
    expect(survey.refuted).toBe(0);
  });

  test('what is within the tolerance', async () => {
    const { found } = await campaign(({ objective }) => (objective.epsilon > 0 ? 0.02 : 0), { steps: 800_000 });
    expect(found).toEqual([]);
  });
});

describe('a campaign', () => {
  const effectOf = ({ objective }: Setting): number => (objective.epsilon > 0 ? 0.4 : 0);

  test('counts what is inside the claimed domain only', async () => {
    expect((await inWorld(effectOf)).verdict).toBe('outside');
    expect((await campaign(({ objective }) => (objective.depth > 1 ? 0.4 : 0))).verdict).toBe('refuted');
  });

  test('is a function of its seed', async () => {
    const [one, again, other] = [await inWorld(effectOf), await campaign(effectOf), await campaign(effectOf, { seed: 2 })];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test('that is interrupted reports what it has found', async () => {
    const evaluate = synthetic(effectOf);
    let left = 400;
    const limited: Evaluate = (task) => (left-- > 0 ? evaluate(task) : Promise.reject(new Interrupted('somebody came')));
    const { found, islands } = await campaign(effectOf, { evaluate: limited });
    expect(found).toHaveLength(1);
    expect(Object.values(islands[0].exits)).toContain('somebody came');
  });

  test('ends where no setting can be run', async () => {
    const impossible: Evaluate = () => Promise.resolve({ verdict: 'impossible', effects: [], steps: 0, replicas: 0 });
    const { found, islands } = await campaign(effectOf, { evaluate: impossible });
    expect(found).toEqual([]);
    expect(Object.values(islands[0].exits).join()).toContain('could be run');
  });

  test('tries what is kept first, and searches it no more', async () => {
    const [kept] = (await inWorld(effectOf)).found;
    const evaluate = synthetic(effectOf);
    const report = await runCampaign({
      conjecture: equilibrium,
      space: spaceOf(equilibrium.fields),
      fixed: {},
      references: {},
      version: 'test',
      seed: 5,
      alpha: 1e-6,
      islands: [0],
      corpus: [kept],
      proposers: every,
      evaluatorOf: () => evaluate,
      budgetOf: () => ({ searches: (spent) => spent < 500_000, surveys: () => false }),
    });
    expect(report.reused).toEqual([{ slug: kept.slug, verdict: 'refuted' }]);
    expect(report.found).toEqual([]);
    expect(report.verdict).toBe('outside');
  });

  test('says how often a claim fails inside its domain, and with what', async () => {
    const { survey } = await campaign(({ objective }) => (objective.activation === 'tanh' ? 0.4 : 0), { steps: 2_000_000 });
    expect(survey.settings).toBeGreaterThan(20);
    const [low, high] = survey.interval;
    expect(low).toBeLessThanOrEqual(survey.refuted / survey.settings);
    expect(high).toBeGreaterThanOrEqual(survey.refuted / survey.settings);
    const share = survey.byIngredient['objective.activation=tanh'];
    expect(share.refuted).toBe(share.settings);
  });
});
