import { refutesClearly, type Examination } from './examination.ts';
import type { Setting } from './setting.ts';
import { withValue } from './space/field.ts';
import type { Space } from './space/space.ts';
import { stepCost } from './step-cost.ts';
import { scoreOf } from './task.ts';

/** Replicas of a first look, and the standard errors that count for nothing in it. */
const [LOOK, CLEAR] = [8, 1];
/** The score of a look below which a setting is not worth a test. */
export const WORTH = 0.3;
/** Candidates that are looked at. */
const LIMIT = 160;

/** What a search knows of others before it. */
export interface ShrinkMemory {
  /** Whether a setting contains what has been found, or has shown nothing. */
  isKnown?(setting: Setting): boolean;
  /** Told of what has shown nothing: it held, or a look was not worth a test. */
  keep?(setting: Setting): void;
}

/**
 * Makes a refuted setting simpler: first all of a part at a time, then field by field to the plain value, then towards it.
 *
 * A candidate is accepted only when a test on streams of its own refutes it clearly; what is undecided is not.
 *
 * @param memory of what has been found before: a setting that fails for another reason is not made into that, and what has shown nothing in
 *   one search is not tried again in another
 * @returns the chain from the setting to the simplest that was accepted
 */
export async function shrinkSetting(
  space: Space,
  setting: Setting,
  exam: Examination,
  memory: ShrinkMemory = {},
): Promise<readonly Setting[]> {
  const chain = [setting];
  const seen = new Set([keyOf(setting)]);
  let looked = 0;
  for (let progress = true; progress;) {
    progress = false;
    for (const candidate of simpler(space, chain[chain.length - 1])) {
      const key = keyOf(candidate);
      if (seen.has(key) || memory.isKnown?.(candidate) === true) continue;
      seen.add(key);
      if (looked++ >= LIMIT) return chain;
      const glance = await exam.screen(candidate, `shrink/${looked}/look`, LOOK);
      const tested = scoreOf(glance, CLEAR) < WORTH ? undefined : await exam.decide(candidate, `shrink/${looked}`);
      if (tested === undefined || tested.verdict === 'holds') memory.keep?.(candidate);
      if (tested === undefined || !refutesClearly(tested)) continue;
      chain.push(candidate);
      progress = true;
      break;
    }
  }
  return chain;
}

const PARTS = ['first.', 'second.', 'optimizer.', 'objective.', 'own.'];

/** Simpler settings: those first whose steps are cheaper by half, as all that follows costs less, and then the simplest first. */
function simpler(space: Space, setting: Setting): readonly Setting[] {
  const all = [...byParts(space, setting)];
  const isCheap = (each: Setting): boolean => stepCost(each) < stepCost(setting) / 2;
  return [...all.filter(isCheap), ...all.filter((each) => !isCheap(each))];
}

/** Simpler settings, the simplest first. */
function* byParts(space: Space, setting: Setting): Generator<Setting> {
  const without = (paths: readonly string[]): Setting =>
    space.settled(paths.reduce((made, path) => withValue(made, path, space.field(path).plain), setting));
  const paths = space.ingredients(setting).map(({ path }) => path);
  yield without(paths.filter((path) => /^(first|second)\./.test(path)));
  for (const part of PARTS) yield without(paths.filter((path) => path.startsWith(part)));
  for (const path of paths) yield without([path]);
  for (const { value_ } of space.arbitrary.shrink(setting, undefined)) {
    if (space.ingredients(value_).length <= paths.length) yield value_;
  }
}

function keyOf(setting: Setting): string {
  return JSON.stringify(setting);
}
