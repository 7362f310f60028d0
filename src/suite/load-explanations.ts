import { isAbsolute, resolve } from 'node:path';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { validateExplanations, type Explanations } from '../inference/explanations.ts';
import { javascriptModule } from '../subjects/kinds/javascript-module.ts';
import { typescriptModule } from '../subjects/kinds/typescript-module.ts';

/**
 * The explanations of several modules as one. Unlike subjects they are code that one trusts: they run where the laws run.
 *
 * @param files paths of modules whose default export is `Explanations`
 * @param directory where relative paths start
 * @throws `ConfigurationError` when a file is no module, cannot be imported, or exports something else
 */
export async function loadExplanations(files: readonly string[], directory: string): Promise<Explanations> {
  const loaded = await Promise.all(files.map((file) => loadOne(file, directory)));
  return {
    families: loaded.flatMap(({ families = [] }) => families),
    decayDesigns: loaded.flatMap(({ decayDesigns = [] }) => decayDesigns),
  };
}

async function loadOne(file: string, directory: string): Promise<Explanations> {
  const path = isAbsolute(file) ? file : resolve(directory, file);
  const kind = [typescriptModule, javascriptModule].find((candidate) => candidate.recognises(path));
  if (kind === undefined)
    throw new ConfigurationError('EXPLANATIONS_FILE', `${file} is no module`, 'expected a .ts, .mts, .js or .mjs file');
  const namespace: unknown = await kind.load(path, directory, 0);
  return validateExplanations((namespace as { default?: unknown }).default, file);
}
