import type { Setting } from '../setting.ts';
import { valueOf, withValue } from './field.ts';
import { commonFields } from './space.ts';

const later = commonFields.filter((field) => field.later === true);

/** A setting without the plain values of fields that came later: streams that are named after it stay what they were. */
export function asBefore(setting: Setting): Setting {
  // What is undefined is no part of a content id.
  return later.reduce(
    (left, { path, plain }) => (valueOf(left, path) === plain ? withValue(left, path, undefined) : left),
    setting,
  );
}

/** A setting that was kept before there were such fields, with their plain values. */
export function asOfNow(setting: Setting): Setting {
  return later.reduce(
    (made, { path, plain }) => (valueOf(made, path) === undefined ? withValue(made, path, plain) : made),
    setting,
  );
}
