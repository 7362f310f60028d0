import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { isRegressionTest, regressionTest, type RegressionFramework, type RegressionPaths } from '../report/regression-test.ts';
import type { Document } from '../suite/document.ts';

/**
 * Refuses, before anything runs, a file that somebody else has written.
 *
 * @throws `ConfigurationError` `REGRESSION_TEST`
 */
export function requireOwnFile(file: string): void {
  const path = resolve(file);
  if (!/\.([mc]?[jt]s|py)$/.test(file))
    throw new ConfigurationError(
      'REGRESSION_TEST',
      `--regression-test ${file}: expected a JavaScript, TypeScript or Python file`,
    );
  if (existsSync(path) && !isRegressionTest(readFileSync(path, 'utf8'))) {
    throw new ConfigurationError(
      'REGRESSION_TEST',
      `--regression-test ${file}: there is such a file, and it was not written here`,
      'name another file',
    );
  }
}

/** A reference that names a file: what comes before its path, the path, and what comes after it. */
const form = /^(?<before>tfjs:)?(?!\w{2,}:|\w:(?![\\/]))(?<path>.+?\.(?:[mc]?[jt]s|py))(?<after>(?::\w+)?(?:\?.*)?)$/s;

/**
 * Writes a test that fails while what was found is there: for pytest where the file is Python's, else for vitest where the working
 * directory's package has it, else for `node:test`.
 *
 * @returns whether there was anything to write
 */
export function writeRegressionTest(document: Document, file: string): boolean {
  const path = resolve(file);
  const text = regressionTest(document, frameworkOf(path, process.cwd()), pathsOf(document.subjects[0]?.reference, path));
  if (text === undefined) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return true;
}

function pathsOf(reference: string | undefined, test: string): RegressionPaths {
  const directory = relative(dirname(test), process.cwd()).replaceAll('\\', '/') || '.';
  const { before = '', path, after = '' } = form.exec(reference ?? '')?.groups ?? {};
  return { directory, ...(path !== undefined && { file: { before, path: pathFrom(dirname(test), path), after } }) };
}

function pathFrom(folder: string, file: string): string {
  const path = relative(folder, resolve(file)).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function frameworkOf(test: string, directory: string): RegressionFramework {
  if (test.endsWith('.py')) return 'pytest';
  const manifest = resolve(directory, 'package.json');
  if (!existsSync(manifest)) return 'node:test';
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, object | undefined>;
    return 'vitest' in { ...dependencies, ...devDependencies } ? 'vitest' : 'node:test';
  } catch {
    return 'node:test';
  }
}
