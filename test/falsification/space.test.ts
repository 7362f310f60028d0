import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conjectures } from '../../src/falsification/conjectures/index.ts';
import { breaches, broughtInside } from '../../src/falsification/domain.ts';
import type { Setting } from '../../src/falsification/setting.ts';
import { withValue } from '../../src/falsification/space/field.ts';
import { asBefore, asOfNow } from '../../src/falsification/space/later-fields.ts';
import { commonFields, spaceOf } from '../../src/falsification/space/space.ts';
import { contentId } from '../../src/records/content-id.ts';

describe.each(conjectures.map((conjecture) => [conjecture.id, conjecture] as const))('the space of %s', (_, conjecture) => {
  const space = spaceOf(conjecture.fields);

  test('holds settled settings, and shrinks any of them without knowing where it comes from', () => {
    fc.assert(
      fc.property(space.arbitrary, (setting) => {
        expect(space.settled(setting)).toEqual(setting);
        expect(space.arbitrary.canShrinkWithoutContext(setting)).toBe(true);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test('shrinks to the plain setting where everything fails', () => {
    const simplest = (setting: Setting): Setting => {
      for (const { value_ } of space.arbitrary.shrink(setting, undefined)) return simplest(value_);
      return setting;
    };
    for (const setting of fc.sample(space.arbitrary, { seed: 2, numRuns: 20 })) expect(simplest(setting)).toEqual(space.plain);
  });

  test('has a plain setting that is inside the claimed domain and has no ingredients', () => {
    expect(space.ingredients(space.plain)).toEqual([]);
    expect(space.words(space.plain)).toBe('the plain setting');
    expect(breaches(conjecture, space.plain, {})).toEqual([]);
  });

  test('can be brought inside the claimed domain from anywhere', () => {
    for (const setting of fc.sample(space.arbitrary, { seed: 3, numRuns: 60 }))
      expect(breaches(conjecture, broughtInside(conjecture, space, setting, {}), {})).toEqual([]);
  });

  test('says doses from little to much, and ends at the value', () => {
    for (const field of space.fields)
      for (const extreme of field.extremes) {
        const doses = field.doses(extreme);
        if (doses.length === 0) continue;
        expect(doses.at(-1)).toBe(extreme);
        expect(new Set(doses).size).toBe(doses.length);
        expect(doses).not.toContain(field.plain);
      }
  });

  test('has words for every value', () => {
    for (const { path, extremes } of space.fields)
      for (const extreme of extremes) {
        const setting = space.settled(withValue(space.plain, path, extreme));
        expect(space.words(setting)).not.toContain('undefined');
      }
  });
});

describe('a field that came later', () => {
  const { plain } = spaceOf(commonFields);

  test('leaves the streams of settings in which it is plain as they were, and no others', () => {
    const before = withValue(plain, 'objective.labelNoise', undefined);
    expect(contentId('setting', asBefore(plain))).toBe(contentId('setting', before));
    const noisy = withValue(plain, 'objective.labelNoise', 0.25);
    expect(asBefore(noisy)).toEqual(noisy);
    expect(contentId('setting', asBefore(noisy))).not.toBe(contentId('setting', before));
  });

  test('is plain in settings that were kept before', () => {
    const kept = JSON.parse(JSON.stringify(withValue(plain, 'objective.labelNoise', undefined))) as Setting;
    expect(kept.objective).not.toHaveProperty('labelNoise');
    expect(asOfNow(kept)).toEqual(plain);
  });
});
