import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { printable } from '../arithmetic/printable.ts';
import { isRegressionTest, regressionTest, type RegressionFramework, type RegressionPaths } from '../report/regression-test.ts';
import type { Document } from '../suite/document.ts';
import { writeFileWhole } from '../records/write-file-whole.ts';

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
  if (existsSync(path) && !isRegressionTest(readIfReadable(path))) {
    throw new ConfigurationError(
      'REGRESSION_TEST',
      `--regression-test ${file}: there is such a file, and it was not written here`,
      'name another file',
    );
  }
}

function readIfReadable(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A reference that names a file: what comes before its path, the path, and what comes after it. */
const form = /^(?<before>tfjs:)?(?!\w{2,}:|\w:(?![\\/]))(?<path>.+?\.(?:[mc]?[jt]s|py))(?<after>(?::\w+)?(?:\?.*)?)$/s;

/**
 * Writes a test that fails while what was found is there: for pytest where the file is Python's, else for vitest where the working
 * directory's package has it, else for `node:test`. What was done, or why it could not be, is told on standard error.
 *
 * @param quiet tells only what could not be done
 * @returns whether there was nothing to write, or it was written
 */
export function writeRegressionTest(document: Document, file: string, quiet: boolean): boolean {
  const path = resolve(file);
  const text = regressionTest(document, frameworkOf(path, process.cwd()), pathsOf(document.subjects[0]?.reference, path));
  if (text === undefined) return true;
  try {
    writeFileWhole(path, text);
  } catch (thrown) {
    const message = printable(`--regression-test ${file} cannot be written: ${(thrown as Error).message}`);
    process.stderr.write(`intrinsic-lr: ${message}\n`);
    return false;
  }
  if (!quiet) process.stderr.write(`intrinsic-lr: wrote ${printable(file)}, which fails until this is mended\n`);
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
