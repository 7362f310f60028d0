import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { OptionValue } from './options/option.ts';

/** A reference taken apart; the values are still text. */
export interface ParsedReference {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Takes a reference `name?key=value&key=value` apart. Nothing is percent-decoded: the characters `?`, `&` and `=` occur in no value.
 *
 * @throws ConfigurationError `MALFORMED_REFERENCE`
 */
export function parseReference(reference: string): ParsedReference {
  const malformed = (problem: string): ConfigurationError =>
    new ConfigurationError(
      'MALFORMED_REFERENCE',
      `the reference "${reference}" ${problem}`,
      'write name?key=value&key=value, as in digits-mlp?normaliser=layer',
    );
  const [name, query, ...rest] = reference.split('?');
  if (name === '') throw malformed('has no name');
  if (rest.length > 0) throw malformed('has more than one "?"');
  const options: Record<string, string> = {};
  for (const assignment of query === undefined || query === '' ? [] : query.split('&')) {
    const [key, value, ...more] = assignment.split('=');
    if (key === '' || value === undefined || more.length > 0) throw malformed(`has "${assignment}" where key=value was expected`);
    if (Object.hasOwn(options, key)) throw malformed(`sets "${key}" twice`);
    options[key] = value;
  }
  return { name, options };
}

/** The inverse of `parseReference`. */
export function formatReference(name: string, options: Readonly<Record<string, OptionValue>>): string {
  const assignments = Object.entries(options).map(([key, value]) => `${key}=${value}`);
  return assignments.length === 0 ? name : `${name}?${assignments.join('&')}`;
}
