import type { Dice } from './dice.ts';
import type { Setting } from './setting.ts';
import { valueOf, withValue } from './space/field.ts';
import { same, type Ingredient, type Space } from './space/space.ts';

/**
 * Whether what is essential to a known counterexample is in a setting too: the same choices, and numbers on the same side of the plain
 * value.
 */
export function contains(space: Space, setting: Setting, essential: readonly Ingredient[]): boolean {
  return (
    essential.length > 0 &&
    essential.every(({ path, value }) => {
      const { plain } = space.field(path);
      const here = valueOf(setting, path);
      if (same(here, plain)) return false;
      if (typeof value !== 'number' || typeof here !== 'number' || typeof plain !== 'number')
        return Array.isArray(value) || same(here, value);
      // 0 may stand for a whole: all rows of a batch, no noise.
      if (value === 0 || here === 0) return value === here;
      return plain === 0 || value > plain === here > plain;
    })
  );
}

/** The setting without what is known: of each known counterexample in it, one ingredient is set back, until none is left. */
export function avoiding(space: Space, setting: Setting, known: readonly (readonly Ingredient[])[], dice: Dice): Setting {
  let left = setting;
  for (let attempt = 0; attempt < 2 * space.fields.length; attempt++) {
    const current = left;
    const found = known.find((essential) => contains(space, current, essential));
    if (found === undefined) return left;
    const { path } = dice.pick(found);
    left = space.settled(withValue(left, path, space.field(path).plain));
  }
  return left;
}
