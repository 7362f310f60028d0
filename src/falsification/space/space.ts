import fc from 'fast-check';
import type { Setting } from '../setting.ts';
import { valueOf, withValue, type Field } from './field.ts';
import { historyFields, sides } from './history-fields.ts';
import { objectiveFields } from './objective-fields.ts';
import { optimizerFields } from './optimizer-fields.ts';
import { timeFields } from './time-fields.ts';

/** Every field that settings have in common. */
export const commonFields: readonly Field[] = [
  ...objectiveFields,
  ...optimizerFields,
  ...timeFields,
  ...sides.flatMap((side) => historyFields(side)),
];

/** A field of a setting that is not at its plainest value. */
export interface Ingredient {
  readonly path: string;
  readonly value: unknown;
}

/** The settings of a conjecture. */
export interface Space {
  readonly fields: readonly Field[];
  /** Draws settings, and shrinks any setting of the space field by field towards the plain one. */
  readonly arbitrary: fc.Arbitrary<Setting>;
  readonly plain: Setting;
  field(path: string): Field;
  /** The same training with everything that means nothing set to its plain value. */
  settled(setting: Setting): Setting;
  ingredients(setting: Setting): readonly Ingredient[];
  /** The setting in words: what is not plain of it. */
  words(setting: Setting): string;
}

/**
 * The space of settings with these fields; fields that are left out have no values but the plain one.
 *
 * @example
 * ```ts
 * const { plain, ingredients } = spaceOf(commonFields);
 * expect(ingredients(plain)).toEqual([]);
 * expect(ingredients({ ...plain, horizon: 40 })).toEqual([{ path: 'horizon', value: 40 }]);
 * ```
 */
export function spaceOf(fields: readonly Field[]): Space {
  const plain = fields.reduce((setting, { path, plain: value }) => withValue(setting, path, value), empty());
  const settled = (setting: Setting): Setting => {
    // Whether a field matters may depend on another that does not.
    const next = fields.reduce((made, field) => withValue(made, field.path, settledValue(field, made)), setting);
    return fields.every(({ path }) => same(valueOf(next, path), valueOf(setting, path))) ? setting : settled(next);
  };
  const record = fc.record(Object.fromEntries(fields.map(({ path, arbitrary }) => [path, arbitrary])));
  const arbitrary = record.map(
    (values) => settled(Object.entries(values).reduce((setting, [path, value]) => withValue(setting, path, value), plain)),
    (setting) => Object.fromEntries(fields.map(({ path }) => [path, valueOf(setting as Setting, path)])),
  );
  const field = (path: string): Field => fields.find((each) => each.path === path)!;
  const ingredients = (setting: Setting): Ingredient[] =>
    fields.flatMap(({ path, plain: usual }) => {
      const value = valueOf(setting, path);
      return same(value, usual) ? [] : [{ path, value }];
    });
  return {
    fields,
    arbitrary,
    plain,
    field,
    settled,
    ingredients,
    words(setting) {
      const parts = ingredients(setting).map(({ path, value }) => field(path).words(value));
      return parts.length === 0 ? 'the plain setting' : parts.join(', ');
    },
  };
}

function settledValue(field: Field, setting: Setting): unknown {
  if (!field.matters(setting)) return field.plain;
  const value = valueOf(setting, field.path);
  return field.bounded?.(value, setting) ?? value;
}

/** Whether two values of a field are one. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A setting in which every common field is plain. */
function empty(): Setting {
  const nothing = { objective: {}, optimizer: {}, first: {}, second: {}, own: {} } as unknown as Setting;
  return commonFields.reduce((setting, { path, plain }) => withValue(setting, path, plain), nothing);
}
