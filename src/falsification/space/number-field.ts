import { exp, log } from '../../arithmetic/elementary.ts';
import type { Setting } from '../setting.ts';
import type { Field } from './field.ts';
import { leaning } from './leaning.ts';

/** What a number of a setting is like. */
export interface NumberFieldOptions {
  readonly path: string;
  readonly name: string;
  /** The plain one, and the others from the nearest to the furthest. */
  readonly values: readonly number[];
  readonly words: (value: number) => string;
  readonly matters?: (setting: Setting) => boolean;
  /** Whether only whole numbers are legal. */
  readonly whole?: boolean;
  /** Where 0 is plain: whether larger values are nearer to it, as a threshold that is too high never acts. */
  readonly fromAbove?: boolean;
  /** See `Field`. */
  readonly later?: boolean;
}

/** Octaves over which a dose is looked at where the plain value is 0, and steps elsewhere. */
const [OCTAVES, STEPS] = [16, 8];

/** A field that holds one of some numbers. */
export function numberField({
  path,
  name,
  values,
  words,
  matters = () => true,
  whole,
  fromAbove,
  later,
}: NumberFieldOptions): Field {
  const [plain] = values;
  const dosed = values.filter((value) => value !== 0);
  // Of what acts from above, the most is the smallest that is there.
  const ends = fromAbove === true ? [Math.min(...dosed)] : [Math.min(...values), Math.max(...values)];
  const legal = (value: number): number => (whole === true ? Math.round(value) : Number(value.toPrecision(4)));
  return {
    path,
    name,
    plain,
    ...(later && { later }),
    arbitrary: leaning(values),
    extremes: values.length < 3 ? values.slice(1) : ends.filter((value) => value !== plain),
    matters,
    doses(value) {
      const [from, to] = [plain, value as number];
      if (from === to) return [];
      const between =
        from > 0 && to > 0
          ? Array.from({ length: STEPS }, (_, i) => from * exp(((i + 1) / STEPS) * log(to / from)))
          : Array.from({ length: OCTAVES }, (_, i) => to * exp((fromAbove === true ? 1 : -1) * (OCTAVES - 1 - i) * log(2)));
      return [...new Set([...between.slice(0, -1).map(legal), to])].filter((dose) => dose !== from && (!(to > 0) || dose > 0));
    },
    words: (value) => words(value as number),
  };
}
