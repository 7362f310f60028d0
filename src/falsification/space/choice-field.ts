import type { Setting } from '../setting.ts';
import type { Field } from './field.ts';
import { leaning } from './leaning.ts';

/** A field that holds one of some words, the first of which is plain. */
export function choiceField(
  path: string,
  name: string,
  values: readonly string[],
  words: (value: string) => string,
  matters: (setting: Setting) => boolean = () => true,
): Field {
  return {
    path,
    name,
    plain: values[0],
    arbitrary: leaning(values),
    extremes: values.slice(1),
    matters,
    doses: () => [],
    words: (value) => words(value as string),
  };
}
