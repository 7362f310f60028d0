import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { findModule, importError, syntaxError } from './module-file.ts';
import type { SubjectKind } from './subject-kind.ts';
import { importTranspiled } from './transpiler.ts';

const require = createRequire(import.meta.url);
let loads = 0;

/** A JavaScript module whose default export is the optimizer. */
export const javascriptModule: SubjectKind = {
  name: 'JavaScript module',
  example: './my-optimizer.js',
  trusted: false,
  recognises: (reference) => /^(?!\w+:(?![\\/])|\w{2,}:).+\.[mc]?js$/s.test(reference),
  async load(reference, directory) {
    const path = findModule(reference, directory);
    // A new query makes a new instance of an ES module; CommonJS ignores queries and has a cache of its own.
    delete require.cache[path];
    const url = `${pathToFileURL(path).href}?load=${loads++}`;
    try {
      return await import(url);
    } catch (thrown) {
      if (thrown instanceof SyntaxError) return afterSyntaxError(thrown, path, reference, directory);
      throw importError(thrown, reference, directory);
    }
  },
};

/**
 * Imports by the transpiler what Node took for a syntax error: the transpiler tells file and line, which Node does only when it ends
 * the process, and it understands ES modules whose package.json says that they are CommonJS.
 */
async function afterSyntaxError(error: SyntaxError, path: string, reference: string, directory: string): Promise<unknown> {
  const linked = /^file:\/\/(?<where>\S+:\d+)\n/.exec(error.stack ?? '');
  if (linked?.groups) throw syntaxError(decodeURI(linked.groups.where).replace(/\?load=\d+/, ''), error.message, directory);
  try {
    return await importTranspiled(path, directory);
  } catch (thrown) {
    throw thrown instanceof ConfigurationError ? thrown : importError(error, reference, directory);
  }
}
