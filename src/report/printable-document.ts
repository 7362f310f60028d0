import { printable, printableLines } from '../arithmetic/printable.ts';

/** Texts whose line breaks are meant: an error with its advice, and where it was thrown. */
const manyLines = new Set(['message', 'stack']);

/**
 * A document, or any part of one, whose texts can be shown to people and services: what subjects and models say of themselves is escaped.
 *
 * @param value plain data; keys are escaped like values
 * @param key what it is called, which tells texts of many lines
 */
export function printableDocument<Value>(value: Value, key = ''): Value {
  return mapped(value, key) as Value;
}

function mapped(value: unknown, key: string): unknown {
  if (typeof value === 'string') return manyLines.has(key) ? printableLines(value) : printable(value);
  if (Array.isArray(value)) return value.map((item) => mapped(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [printable(name), mapped(item, name)]));
}
