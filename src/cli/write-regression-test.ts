import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { regressionHeader, regressionTest, type RegressionFramework } from '../report/regression-test.ts';
import type { Document } from '../suite/document.ts';

/**
 * Refuses, before anything runs, a file that somebody else has written.
 *
 * @throws `ConfigurationError` `REGRESSION_TEST`
 */
export function requireOwnFile(file: string): void {
  const path = resolve(file);
  if (!/\.[mc]?[jt]s$/.test(file))
    throw new ConfigurationError('REGRESSION_TEST', `--regression-test ${file}: expected a JavaScript or TypeScript file`);
  if (existsSync(path) && !readFileSync(path, 'utf8').startsWith(regressionHeader)) {
    throw new ConfigurationError(
      'REGRESSION_TEST',
      `--regression-test ${file}: there is such a file, and it was not written here`,
      'name another file',
    );
  }
}

/**
 * Writes a test that fails while what was found is there: for vitest where the working directory's package has it, else for `node:test`.
 *
 * @returns whether there was anything to write
 */
export function writeRegressionTest(document: Document, file: string): boolean {
  const path = resolve(file);
  const reference = document.subjects[0]?.reference;
  const isModule = reference !== undefined && /\.[mc]?[jt]s$/.test(reference) && !/^\w+:(?![\\/])/.test(reference);
  const text = regressionTest(document, frameworkOf(process.cwd()), isModule ? specifierOf(path, resolve(reference)) : undefined);
  if (text === undefined) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return true;
}

function specifierOf(test: string, module: string): string {
  const path = relative(dirname(test), module).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function frameworkOf(directory: string): RegressionFramework {
  const manifest = resolve(directory, 'package.json');
  if (!existsSync(manifest)) return 'node:test';
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, object | undefined>;
    return 'vitest' in { ...dependencies, ...devDependencies } ? 'vitest' : 'node:test';
  } catch {
    return 'node:test';
  }
}
