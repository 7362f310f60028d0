import { expect, test } from 'vitest';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { spaceOf } from '../../src/falsification/space/space.ts';
import { summariseSurvey, type SurveyedSetting } from '../../src/falsification/survey.ts';
import { clopperPearson } from '../../src/statistics/clopper-pearson.ts';

const space = spaceOf(equilibrium.fields);
const surveyed = (counts: Partial<Record<SurveyedSetting['verdict'], number>>): SurveyedSetting[] =>
  Object.entries(counts).flatMap(([verdict, count]) =>
    Array.from({ length: count }, () => ({ setting: space.plain, verdict: verdict as SurveyedSetting['verdict'] })),
  );

test('what was decided alone bounds the share that fails', () => {
  const { interval, refuted, settings } = summariseSurvey(space, surveyed({ holds: 60, refuted: 3 }));
  expect({ refuted, settings }).toEqual({ refuted: 3, settings: 63 });
  expect(interval).toEqual(clopperPearson(3, 63, 0.95));
});

test('a survey of which nothing was decided says nothing', () => {
  const { interval, undecided } = summariseSurvey(space, surveyed({ undecided: 8 }));
  expect(undecided).toBe(8);
  expect(interval).toEqual([0, 1]);
});

test('what is undecided may fail, and what cannot be run is no part of the share', () => {
  const { interval, settings, impossible } = summariseSurvey(
    space,
    surveyed({ holds: 20, refuted: 1, undecided: 9, impossible: 5 }),
  );
  expect({ settings, impossible }).toEqual({ settings: 30, impossible: 5 });
  expect(interval).toEqual([clopperPearson(1, 30, 0.95)[0], clopperPearson(10, 30, 0.95)[1]]);
});
