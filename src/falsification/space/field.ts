import type fc from 'fast-check';
import type { Setting } from '../setting.ts';

/** One field of a setting: what it may hold, and what that means. */
export interface Field {
  /** Where it is: `objective.width`. */
  readonly path: string;
  /** What people call it. */
  readonly name: string;
  /** The value at which it explains nothing. */
  readonly plain: unknown;
  /** Draws any value, the plain one often, and shrinks towards it. */
  readonly arbitrary: fc.Arbitrary<unknown>;
  /** The values that are furthest from the plain one. */
  readonly extremes: readonly unknown[];
  /** Whether settings were kept before there was such a field: of these it is plain. */
  readonly later?: boolean;
  /** Whether it means anything beside the other fields; where not, it is plain. */
  matters(setting: Setting): boolean;
  /** The value that can be run beside the other fields; default: any can. */
  bounded?(value: unknown, setting: Setting): unknown;
  /** Values from the plain one, which is left out, up to this one: how much of it there is. Empty where there is no more and less. */
  doses(value: unknown): readonly number[];
  /** What a value says, to follow "with". */
  words(value: unknown): string;
}

/** The value of a setting at a path. */
export function valueOf(setting: Setting, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], setting);
}

/** The setting with another value at a path. */
export function withValue(setting: Setting, path: string, value: unknown): Setting {
  const [key, ...rest] = path.split('.');
  const set = (object: object, name: string, deeper: readonly string[]): object => ({
    ...object,
    [name]: deeper.length === 0 ? value : set((object as Record<string, object>)[name], deeper[0], deeper.slice(1)),
  });
  return set(setting, key, rest) as Setting;
}
