import type { Dice } from '../dice.ts';
import type { Setting } from '../setting.ts';
import { withValue, type Field } from '../space/field.ts';
import type { Proposer } from './proposer.ts';

/** Values that are drawn before one field more is changed, and fields that are. */
const [ATTEMPTS, AT_MOST] = [8, 3];

/**
 * The plain setting with one field changed; where that has been tried, with one field more, best one that means something only since:
 * what breaks a claim by itself needs nothing else beside it, and is found by counting through.
 */
export const single: Proposer = {
  id: 'single',
  description: 'the plain setting with one field changed that was not tried alone, then with two or three',
  propose({ space, seen }, dice) {
    let [setting, before] = [space.plain, space.plain];
    for (let depth = 0; depth < AT_MOST; depth++) {
      let next = setting;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        next = changed(setting, fieldsOf(space.fields, setting, before, dice), dice);
        const settled = space.settled(next);
        if (!seen(settled)) return settled;
      }
      [before, setting] = [setting, next];
    }
    return setting;
  },
};

/** In one of two cases those that mean something now and did not before, if there are any. */
function fieldsOf(fields: readonly Field[], setting: Setting, before: Setting, dice: Dice): readonly Field[] {
  const matter = fields.filter((field) => field.matters(setting));
  const fresh = matter.filter((field) => !field.matters(before));
  return fresh.length > 0 && dice.chance(0.5) ? fresh : matter;
}

/** With another value in one of these fields; an unlucky draw leaves the plain one. */
function changed(setting: Setting, fields: readonly Field[], dice: Dice): Setting {
  const { path, arbitrary, extremes } = dice.pick(fields);
  const value = extremes.length > 0 && dice.chance(0.5) ? dice.pick(extremes) : dice.sample(arbitrary);
  return withValue(setting, path, value);
}
