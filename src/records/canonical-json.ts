import { ConfigurationError } from '../arithmetic/configuration-error.ts';

/** Deeper than any record; a cycle is deeper still. */
const DEEPEST = 64;

const arrayTypes = { $float64: Float64Array, $float32: Float32Array, $uint8: Uint8Array } as const;
type BinaryArray = Float64Array | Float32Array | Uint8Array;

/**
 * Plain data as JSON of which there is one text only: the same data gives the same text whatever the order of its keys, and other data
 * another text.
 *
 * What is `undefined` is left out, so that a field that does not exist yet and one that is not used are the same. Keys are in the order
 * of their UTF-16 units, and numbers are those of JSON, −0 included; what JSON has no word for is an object with one key:
 * `{"$number":"NaN"}`, `{"$float64":"…"}` (and `$float32`, `$uint8`) with the bytes, little endian, in base64. A key of one's own that
 * begins with `$` gets another `$`.
 *
 * @param value null, booleans, numbers, strings, and arrays, plain objects and typed arrays of them
 * @throws ConfigurationError `NOT_PLAIN_DATA` on anything else: functions, instances of classes, cycles
 *
 * @example
 * ```ts
 * expect(canonicalJson({ b: [1, -0], a: NaN, c: undefined })).toBe('{"a":{"$number":"NaN"},"b":[1,-0]}');
 * expect(parseCanonicalJson(canonicalJson({ x: Float32Array.of(0.1) }))).toEqual({ x: Float32Array.of(0.1) });
 * ```
 */
export function canonicalJson(value: unknown): string {
  return written(value, '', 0);
}

function written(value: unknown, path: string, depth: number): string {
  if (depth > DEEPEST) throw notPlain(path, `it is deeper than ${DEEPEST} levels, or contains itself`);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return writtenNumber(value);
  if (Array.isArray(value)) {
    // By index, because an array may have holes.
    const items = Array.from({ length: value.length }, (_, i) => written((value as unknown[])[i], `${path}[${i}]`, depth + 1));
    return `[${items.join(',')}]`;
  }
  if (typeof value !== 'object') throw notPlain(path, `it is ${value === undefined ? 'undefined' : `a ${typeof value}`}`);
  for (const [key, type] of Object.entries(arrayTypes)) if (value instanceof type) return `{"${key}":"${base64(value)}"}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw notPlain(path, `it is an instance of ${(value as object).constructor?.name ?? 'a class'}`);
  const fields = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const field = (value as Record<string, unknown>)[key];
      if (field === undefined) return [];
      const name = JSON.stringify(key.startsWith('$') ? `$${key}` : key);
      return [`${name}:${written(field, `${path}.${key}`, depth + 1)}`];
    });
  return `{${fields.join(',')}}`;
}

function writtenNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? JSON.stringify(value) : `{"$number":"${value}"}`;
}

/**
 * The data of which `canonicalJson` made this text.
 *
 * @throws `SyntaxError` where it is no JSON
 */
export function parseCanonicalJson(text: string): unknown {
  return read(JSON.parse(text));
}

function read(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(read);
  const entries = Object.entries(value);
  if (entries.length === 1 && typeof entries[0][1] === 'string') {
    const [key, text] = entries[0] as [string, string];
    if (key === '$number') return Number(text);
    if (Object.hasOwn(arrayTypes, key)) return unpacked(text, key as keyof typeof arrayTypes);
  }
  return Object.fromEntries(entries.map(([key, field]) => [key.startsWith('$$') ? key.slice(1) : key, read(field)]));
}

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Bytes of a typed array in the other order, where this machine has the other order. */
function ordered(bytes: Buffer, size: number): Buffer {
  if (littleEndian || size === 1) return bytes;
  return size === 8 ? Buffer.from(bytes).swap64() : Buffer.from(bytes).swap32();
}

function base64(array: BinaryArray): string {
  return ordered(Buffer.from(array.buffer, array.byteOffset, array.byteLength), array.BYTES_PER_ELEMENT).toString('base64');
}

function unpacked(text: string, key: keyof typeof arrayTypes): BinaryArray {
  const type = arrayTypes[key];
  const bytes = ordered(Buffer.from(text, 'base64'), type.BYTES_PER_ELEMENT);
  const array = new type(Math.floor(bytes.length / type.BYTES_PER_ELEMENT));
  new Uint8Array(array.buffer).set(bytes.subarray(0, array.byteLength));
  return array;
}

function notPlain(path: string, problem: string): ConfigurationError {
  return new ConfigurationError(
    'NOT_PLAIN_DATA',
    `${path === '' ? 'the value' : path.replace(/^\./, '')} is no plain data: ${problem}`,
    'records hold null, booleans, numbers, strings, and arrays, objects and typed arrays of these',
  );
}
