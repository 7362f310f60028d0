import { clopperPearson } from '../statistics/clopper-pearson.ts';
import type { Conjecture } from './conjectures/conjecture.ts';
import { dice } from './dice.ts';
import { broughtInside } from './domain.ts';
import { SHAPING, type Examination } from './examination.ts';
import type { Fixed } from './scene.ts';
import type { Setting } from './setting.ts';
import type { Space } from './space/space.ts';

/** Replicas that one surveyed setting may use: its cost is fixed. */
const REPLICAS = 24;
/** Confidence of the bounds that are printed. */
const CONFIDENCE = 0.95;

/** One setting of the claimed domain, drawn at random. */
export interface SurveyedSetting {
  readonly setting: Setting;
  readonly verdict: 'holds' | 'refuted' | 'undecided' | 'impossible';
}

/** How often a claim fails among settings of its domain. */
export interface Share {
  readonly settings: number;
  readonly refuted: number;
  /** Of which nothing can be said. */
  readonly undecided: number;
  /** Clopper–Pearson, 95 %: from what was refuted alone to what was not shown to hold. */
  readonly interval: readonly [number, number];
}

/** What a survey says: "it survived" with a number. */
export interface SurveySummary extends Share {
  /** Settings that could not be run: they are no part of the share. */
  readonly impossible: number;
  /** Level of the test of one setting: of settings in which the claim holds, at most this share is refuted. */
  readonly level: number;
  /** Of settings with an ingredient: a map of where the claim holds. */
  readonly byIngredient: Readonly<Record<string, Share>>;
}

/** Draws and tests the n-th setting of a survey, from the claimed domain. */
export async function surveySetting(
  {
    conjecture,
    space,
    fixed,
    exam,
    seed,
  }: { conjecture: Conjecture; space: Space; fixed: Fixed; exam: Examination; seed: number },
  name: string,
  n: number,
): Promise<SurveyedSetting> {
  const drawn = dice(seed, name, n).sample(space.arbitrary);
  const setting = broughtInside(conjecture, space, drawn, fixed);
  const { verdict } = await exam.decide(setting, `${n}`, { alpha: SHAPING, replicaLimit: REPLICAS });
  return { setting, verdict: verdict === 'screened' ? 'undecided' : verdict };
}

/** The share that fails, in all and by ingredient. */
export function summariseSurvey(space: Space, surveyed: readonly SurveyedSetting[]): SurveySummary {
  const run = surveyed.filter(({ verdict }) => verdict !== 'impossible');
  const byIngredient = new Map<string, SurveyedSetting[]>();
  for (const each of run)
    for (const { path, value } of space.ingredients(each.setting)) {
      const key = typeof value === 'string' ? `${path}=${value}` : path;
      byIngredient.set(key, [...(byIngredient.get(key) ?? []), each]);
    }
  return {
    ...shareOf(run),
    impossible: surveyed.length - run.length,
    level: SHAPING,
    byIngredient: Object.fromEntries(
      [...byIngredient].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, shareOf(each)]),
    ),
  };
}

function shareOf(surveyed: readonly SurveyedSetting[]): Share {
  const count = (verdict: SurveyedSetting['verdict']): number => surveyed.filter((each) => each.verdict === verdict).length;
  const [settings, refuted, undecided] = [surveyed.length, count('refuted'), count('undecided')];
  const bounds = (failed: number): readonly [number, number] =>
    settings === 0 ? [0, 1] : clopperPearson(failed, settings, CONFIDENCE);
  // An undecided setting may be one in which the claim fails.
  return { settings, refuted, undecided, interval: [bounds(refuted)[0], bounds(refuted + undecided)[1]] };
}
