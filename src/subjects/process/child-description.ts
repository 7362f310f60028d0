import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { Contract, Way } from '../../optimizers/optimizer.ts';
import { protocolVersion } from './frame.ts';

/** How a child introduces itself. */
export interface ChildDescription {
  readonly protocol: number;
  readonly name: string;
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly contract?: Contract;
  readonly elementwise?: boolean;
  readonly selective?: boolean;
  readonly microBatches?: number;
  /** Sentences that are reported with the subject. */
  readonly notes?: readonly string[];
  readonly precisions?: readonly string[];
  /** What of the protocol it speaks beyond the first version: `calls`, `lists`, `compiles`. */
  readonly capabilities?: readonly string[];
  /** By name of a drive: the ways in which it can be driven so, or why it cannot. */
  readonly drives?: Readonly<Record<string, readonly Way[] | string>>;
  /** Versions by name. */
  readonly libraries?: Readonly<Record<string, string>>;
}

/** Most entries of a list or an object, and most characters of a text, that a description may have. */
const mostEntries = 1000;
const mostCharacters = 2000;

type Test = (value: unknown) => boolean;
const isText: Test = (value) => typeof value === 'string' && value.length <= mostCharacters;
const isFlag: Test = (value) => typeof value === 'boolean';
const isNumber: Test = (value) => typeof value === 'number';
const isRecord: Test = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length <= mostEntries;
const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.length <= mostEntries && value.every(test);
const recordOf =
  (test: Test): Test =>
  (value) =>
    isRecord(value) && Object.keys(value as object).every(isText) && Object.values(value as object).every(test);

/** What each entry has to be; `validateOptimizer` looks into contracts. */
const entries: { readonly [Key in keyof Required<ChildDescription>]: readonly [test: Test, expected: string] } = {
  protocol: [isNumber, 'a number'],
  name: [isText, `a text of at most ${mostCharacters} characters`],
  hyperparameters: [recordOf(isNumber), 'an object of numbers'],
  contract: [isRecord, 'an object'],
  elementwise: [isFlag, 'true or false'],
  selective: [isFlag, 'true or false'],
  microBatches: [isNumber, 'a number'],
  notes: [listOf(isText), 'a list of texts'],
  precisions: [listOf(isText), 'a list of texts'],
  capabilities: [listOf(isText), 'a list of texts'],
  drives: [recordOf((value) => isText(value) || listOf(isRecord)(value)), 'an object of lists of objects, or of reasons'],
  libraries: [recordOf(isText), 'an object of texts'],
};

/**
 * The description of a child, read from the answer to HELLO or RESET.
 *
 * @throws `ConfigurationError`: `PROTOCOL_HANDSHAKE` for what is no description, `PROTOCOL_VERSION`, `PROTOCOL_PRECISION`
 */
export function readDescription(answer: Uint8Array, label: string): ChildDescription {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(answer), infinities);
  } catch {
    throw handshake(label, 'by something that is no JSON');
  }
  if (!isRecord(value)) throw handshake(label, 'by something that is no object');
  const given = value as Record<string, unknown>;
  if (given.protocol !== protocolVersion) {
    const message = `${label} speaks version ${shorten(JSON.stringify(given.protocol))} of the protocol, this package version ${protocolVersion}`;
    throw new ConfigurationError('PROTOCOL_VERSION', message);
  }
  for (const [key, [test, expected]] of Object.entries(entries)) {
    const required = key === 'protocol' || key === 'name';
    if ((!required && given[key] === undefined) || test(given[key])) continue;
    throw handshake(label, `with "${key}": ${shorten(JSON.stringify(given[key]))}, expected ${expected}`);
  }
  const description = Object.fromEntries(Object.keys(entries).flatMap((key) => (key in given ? [[key, given[key]]] : [])));
  const { precisions = ['float64', 'float32'] } = description as unknown as ChildDescription;
  if (!precisions.some((precision) => precision === 'float64' || precision === 'float32')) {
    const message = `${label} computes in ${precisions.map((each) => JSON.stringify(each)).join(' and ') || 'no precision'}; laws need float64 or float32`;
    throw new ConfigurationError('PROTOCOL_PRECISION', message);
  }
  return description as unknown as ChildDescription;
}

function handshake(label: string, how: string): ConfigurationError {
  return new ConfigurationError(
    'PROTOCOL_HANDSHAKE',
    `${label} introduces itself ${how}`,
    'docs/protocol.md says what belongs there',
  );
}

/** JSON has no infinite numbers: they are written as texts. */
function infinities(this: unknown, _key: string, value: unknown): unknown {
  if (value === 'Infinity' || value === '-Infinity') return Number(value);
  return value;
}

function shorten(text = 'undefined'): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
