import type { Setting } from '../setting.ts';
import { withValue, type Field } from '../space/field.ts';
import type { Space } from '../space/space.ts';
import { runCost } from '../step-cost.ts';
import type { Proposer } from './proposer.ts';

/**
 * Elementary effects: the plain setting with one field at an end of its range, and with a choice and one field that means something
 * only since. What breaks a claim by itself is seen in the first generations, and nothing else has to be shrunk away.
 *
 * Source: Morris 1991, Factorial sampling plans for preliminary computational experiments, one factor at a time.
 */
export const elementary: Proposer = {
  id: 'elementary',
  description: 'each field by itself at the ends of its range, the cheap ones first',
  screens: true,
  propose: ({ space, seen }) => settingsOf(space).find((setting) => !seen(setting)),
};

const known = new WeakMap<Space, readonly Setting[]>();

function settingsOf(space: Space): readonly Setting[] {
  const made = known.get(space) ?? listed(space);
  known.set(space, made);
  return made;
}

function listed(space: Space): readonly Setting[] {
  const changed = (setting: Setting, field: Field): Setting[] =>
    field.extremes.map((value) => space.settled(withValue(setting, field.path, value)));
  const mattering = (setting: Setting): Field[] => space.fields.filter((field) => field.matters(setting));
  const usual = mattering(space.plain);
  const alone = usual.flatMap((field) => changed(space.plain, field));
  const since = alone.flatMap((setting) =>
    mattering(setting)
      .filter((field) => !usual.includes(field))
      .flatMap((field) => changed(setting, field)),
  );
  const made = [...alone, ...since].filter((setting) => space.ingredients(setting).length > 0);
  return made.sort((a, b) => runCost(a) - runCost(b));
}
