import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { nearestName } from '../arithmetic/nearest-name.ts';
import { studies } from '../studies/index.ts';
import type { Study } from '../studies/study.ts';
import { javascriptModule } from '../subjects/kinds/javascript-module.ts';
import { typescriptModule } from '../subjects/kinds/typescript-module.ts';

const text = z.string().min(1);
const schema = z.looseObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens: it names files'),
  question: text,
  askedBy: z.array(z.strictObject({ reviewer: z.int().min(1).max(4), point: text, asks: text })),
  answer: text,
  prediction: text,
  source: text,
  protocol: text,
  failsWhere: text,
  seconds: z.strictObject({ quick: z.number().min(0), full: z.number().min(0) }),
  run: z.custom<Study['run']>((value) => typeof value === 'function', 'expected a function'),
});

/**
 * The study that a name or a file stands for.
 *
 * @param reference `rate-drop`, or a module whose default export is a study: `./my-study.ts`
 * @param directory where relative paths start
 * @throws `ConfigurationError` `UNKNOWN_STUDY`, `STUDY_INVALID`, or what the import of the module throws
 *
 * @example
 * ```ts
 * expect((await loadStudy('rate-drop', '.')).question).toContain('effective learning rate');
 * await expect(loadStudy('rate-dorp', '.')).rejects.toThrow('did you mean "rate-drop"?');
 * ```
 */
export async function loadStudy(reference: string, directory: string): Promise<Study> {
  const builtin = studies.find(({ name }) => name === reference);
  if (builtin !== undefined) return builtin;
  const kind = [typescriptModule, javascriptModule].find(({ recognises }) => recognises(reference));
  if (kind === undefined) {
    const nearest = nearestName(
      reference,
      studies.map(({ name }) => name),
    );
    const hint = nearest === undefined ? '`intrinsic-lr study list` says which there are' : `did you mean "${nearest}"?`;
    throw new ConfigurationError('UNKNOWN_STUDY', `there is no study called "${reference}"`, hint);
  }
  const path = resolve(directory, reference);
  const namespace = (await kind.load(path, dirname(path))) as { default?: unknown };
  const study = validateStudy(namespace.default, basename(reference));
  if (!studies.some(({ name }) => name === study.name)) return study;
  throw new ConfigurationError(
    'STUDY_INVALID',
    `${reference} is called "${study.name}", as a study of this package is`,
    'rename it',
  );
}

/**
 * Checks the shape of a study.
 *
 * @throws `ConfigurationError` `STUDY_INVALID` with a line for everything wrong
 */
function validateStudy(value: unknown, file: string): Study {
  const parsed = schema.safeParse(value);
  if (parsed.success) return value as Study;
  const lines = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'default export'}: ${message}`);
  throw new ConfigurationError(
    'STUDY_INVALID',
    [`${file} is not a study:`, ...lines].join('\n  - '),
    'its default export is a study; CONTRIBUTING.md has one to copy from',
  );
}
