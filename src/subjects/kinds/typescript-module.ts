import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { findModule, importError } from './module-file.ts';
import type { SubjectKind } from './subject-kind.ts';
import { importTranspiled } from './transpiler.ts';

/** A TypeScript module whose default export is the optimizer. */
export const typescriptModule: SubjectKind = {
  name: 'TypeScript module',
  example: './my-optimizer.ts',
  trusted: false,
  recognises: (reference) => /^(?!\w+:(?![\\/])|\w{2,}:).+\.[mc]?ts$/s.test(reference),
  async load(reference, directory) {
    const path = findModule(reference, directory);
    try {
      return await importTranspiled(path, directory);
    } catch (thrown) {
      throw thrown instanceof ConfigurationError ? thrown : importError(thrown, reference, directory);
    }
  },
};
