import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Configuration } from './configuration.ts';
import { subjectKinds } from './subject-kinds/index.ts';
import { suggestName } from './suggest-name.ts';

const fileNames = ['ts', 'mts', 'js', 'mjs'].map((extension) => `intrinsic-lr.config.${extension}`);

const names = z.array(z.string()).min(1);
const whole = z.int().min(1);

const subject = z.preprocess(
  (value) => (typeof value === 'string' ? { optimizer: value } : value),
  z.strictObject({ optimizer: z.string().min(1), laws: names.optional(), objectives: names.optional() }),
);

const schema = z.strictObject({
  subjects: z.array(subject).min(1),
  laws: names.optional(),
  objectives: names.optional(),
  seed: z.int().min(0).max(0xffffffff).optional(),
  alpha: z.number().gt(0).max(0.5).optional(),
  configurations: whole.optional(),
  replicaLimit: whole.optional(),
  workers: whole.optional(),
  timeLimit: z.number().gt(0).optional(),
  budget: z
    .string()
    .regex(/^(?=[\d.]*[1-9])\d+(\.\d+)?(ms|s|m|h)$/, 'expected a duration such as "60s" or "10m"')
    .optional(),
});

/**
 * The configuration in a folder.
 *
 * @param directory where to look; folders above it are not searched
 * @returns the validated configuration with the name of its file, or `undefined` when there is none
 * @throws `ConfigurationError` when there are two, when the file cannot be imported, or when something in it is not as it must be
 */
export async function loadConfiguration(directory: string): Promise<{ file: string; configuration: Configuration } | undefined> {
  const [file, second] = fileNames.filter((name) => existsSync(join(directory, name)));
  if (file === undefined) return undefined;
  if (second !== undefined) {
    throw new ConfigurationError('CONFIGURATION_AMBIGUOUS', `there are both ${file} and ${second}`, 'remove one of them');
  }
  const reference = `./${file}`;
  const namespace = await subjectKinds.find((kind) => kind.recognises(reference))!.load(reference, directory);
  return { file, configuration: validateConfiguration((namespace as { default?: unknown }).default, file) };
}

/**
 * Checks the shape of a configuration.
 *
 * @throws `ConfigurationError` (`CONFIGURATION_INVALID`) with a line for everything wrong: its path, what was received, what was
 *   expected
 */
export function validateConfiguration(value: unknown, file: string): Configuration {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data as Configuration;
  const lines = parsed.error.issues.map((issue) => `${formatPath(issue.path)}: ${describeIssue(issue)}`);
  throw new ConfigurationError(
    'CONFIGURATION_INVALID',
    [`${file} is not a configuration:`, ...lines].join('\n  - '),
    "its default export is: defineConfig({ subjects: ['./my-optimizer.ts'] })",
  );
}

function formatPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'default export';
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.length === 0 ? Object.keys(schema.shape) : ['optimizer', 'laws', 'objectives'];
    return issue.keys.map((key) => `unknown key "${key}"; ${suggestName(key, known)}`).join('; ');
  }
  return `received ${describeValue(issue.input)}; ${issue.message.replace(/^Invalid input: /, '').replace(/, received .*$/, '')}`;
}

function describeValue(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : (JSON.stringify(value) ?? String(value));
}
