import { numberOption } from './number-option.ts';
import type { Option } from './option.ts';

/**
 * An option that holds a list of numbers, written with commas: `32,32`.
 *
 * @param initial the default
 * @param meaning what it sets
 * @param limits of each entry, as for a number option
 */
export function listOption(initial: string, meaning: string, limits: Parameters<typeof numberOption>[2] = {}): Option<string> {
  const entry = numberOption(0, meaning, limits);
  return {
    default: initial,
    meaning,
    expected: `a list with commas, each entry ${entry.expected}`,
    accept(value) {
      if (typeof value !== 'string' && typeof value !== 'number') return undefined;
      const entries = String(value)
        .split(',')
        .map((text) => entry.accept(text));
      return entries.includes(undefined) ? undefined : entries.join(',');
    },
  };
}

/** The numbers of a list option's value. */
export function entries(list: string): number[] {
  return list.split(',').map(Number);
}
