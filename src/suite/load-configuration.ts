import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { describeThrown } from '../arithmetic/describe-thrown.ts';
import type { Configuration } from './configuration.ts';
import { findConfiguration } from './find-configuration.ts';
import { javascriptModule } from '../subjects/kinds/javascript-module.ts';
import { typescriptModule } from '../subjects/kinds/typescript-module.ts';
import { suggestName } from './suggest-name.ts';

const names = z.array(z.string()).min(1);
const whole = z.int().min(1).max(1_000_000);

const subjectFields = {
  optimizer: z.string().min(1),
  laws: names.optional(),
  objectives: names.optional(),
  baseline: z.string().min(1).optional(),
};

const subject = z.preprocess(
  (value) => (typeof value === 'string' ? { optimizer: value } : value),
  z.strictObject(subjectFields),
);

const schema = z.strictObject({
  subjects: z.array(subject).min(1),
  laws: names.optional(),
  objectives: names.optional(),
  seed: z.int().min(0).max(0xffffffff).optional(),
  alpha: z.number().gt(0).max(0.5).optional(),
  configurations: whole.optional(),
  replicaLimit: whole.optional(),
  workers: z.int().min(1).max(1024).optional(),
  timeLimit: z.number().gt(0).max(86_400).optional(),
  env: z.array(z.string().regex(/^[^=\0]+$/, 'expected the name of a variable')).optional(),
  explanations: z.array(z.string().min(1)).optional(),
  budget: z
    .string()
    .regex(/^(?=[\d.]*[1-9])\d+(\.\d+)?(ms|s|m|h)$/, 'expected a duration such as "60s" or "10m"')
    .optional(),
});

/**
 * The configuration in a folder, with the name of its file, or `undefined` when there is none.
 *
 * @throws `ConfigurationError` as `findConfiguration` and `readConfiguration` do
 */
export async function loadConfiguration(directory: string): Promise<{ file: string; configuration: Configuration } | undefined> {
  const path = findConfiguration(directory);
  return path === undefined ? undefined : { file: basename(path), configuration: await readConfiguration(path) };
}

/**
 * The configuration in a file.
 *
 * @param file absolute path
 * @param shown what messages call it
 * @throws `ConfigurationError` when the file cannot be imported, or when something in it is not as it must be
 */
export async function readConfiguration(file: string, shown: string = basename(file)): Promise<Configuration> {
  const kind = [typescriptModule, javascriptModule].find((candidate) => candidate.recognises(file));
  if (kind === undefined) {
    throw new ConfigurationError('CONFIGURATION_FILE', `${shown} is no configuration`, 'expected a .ts, .mts, .js or .mjs file');
  }
  let namespace: unknown;
  try {
    namespace = await kind.load(file, dirname(file));
  } catch (thrown) {
    throw asConfiguration(thrown, file, shown);
  }
  return validateConfiguration((namespace as { default?: unknown }).default, shown);
}

/** Modules are loaded as optimizers are: the same errors, in other words. */
function asConfiguration(thrown: unknown, file: string, shown: string): unknown {
  if (!(thrown instanceof ConfigurationError)) return thrown;
  const [problem, advice] = thrown.message.replaceAll(file, shown).split('\n  ');
  const words = advice
    ?.replace('a module under test should only define its optimizer; ', '')
    .replace('optimizer', 'configuration');
  const error = new ConfigurationError(thrown.code.replace('SUBJECT', 'CONFIGURATION'), problem, words);
  error.cause = thrown.cause;
  return error;
}

/**
 * Checks the shape of a configuration.
 *
 * @throws `ConfigurationError` (`CONFIGURATION_INVALID`) with a line for everything wrong: its path, what was received, what was
 *   expected
 */
export function validateConfiguration(value: unknown, file: string): Configuration {
  const parsed = parse(value, file);
  if (parsed.success) return parsed.data as Configuration;
  const lines = parsed.error.issues.map((issue) => `${formatPath(issue.path)}: ${describeIssue(issue)}`);
  throw new ConfigurationError(
    'CONFIGURATION_INVALID',
    [`${file} is not a configuration:`, ...lines].join('\n  - '),
    "its default export is: defineConfig({ subjects: ['./my-optimizer.ts'] })",
  );
}

function parse(value: unknown, file: string): ReturnType<typeof schema.safeParse> {
  const what = typeof value === 'function' ? 'a function' : isPromise(value) ? 'a promise' : undefined;
  if (what !== undefined) {
    const advice = what === 'a promise' ? 'write: export default await …' : 'export what it returns';
    throw new ConfigurationError('CONFIGURATION_INVALID', `${file} exports ${what}, and not a configuration`, advice);
  }
  try {
    return schema.safeParse(value, { reportInput: true });
  } catch (thrown) {
    const error = new ConfigurationError('CONFIGURATION_INVALID', `${file} throws while it is read: ${describeThrown(thrown)}`);
    error.cause = thrown;
    throw error;
  }
}

function isPromise(value: unknown): boolean {
  return value instanceof Promise;
}

function formatPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'default export';
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}

/** What others call the keys of a configuration. */
const otherWords: readonly (readonly [RegExp, keyof typeof schema.shape])[] = [
  [/^optimi[sz]ers?$/i, 'subjects'],
  [/^(models|losses|tasks)$/i, 'objectives'],
  [/^(tests|properties|rules)$/i, 'laws'],
  [/^replicas$/i, 'replicaLimit'],
  [/^(threads|parallel)$/i, 'workers'],
];

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.length === 0 ? Object.keys(schema.shape) : Object.keys(subjectFields);
    const suggest = (key: string): string => {
      const other = issue.path.length === 0 ? otherWords.find(([word]) => word.test(key))?.[1] : undefined;
      return other === undefined ? suggestName(key, known) : `did you mean "${other}"?`;
    };
    return issue.keys.map((key) => `unknown key "${key}"; ${suggest(key)}`).join('; ');
  }
  return `received ${describeValue(issue.input)}; ${issue.message.replace(/^Invalid input: /, '').replace(/, received .*$/, '')}`;
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
