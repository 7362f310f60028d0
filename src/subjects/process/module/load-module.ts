import { ConfigurationError } from '../../../arithmetic/configuration-error.ts';
import type { Optimizer } from '../../../optimizers/optimizer.ts';
import { validateOptimizer } from '../../../optimizers/validate-optimizer.ts';
import { javascriptModule } from '../../kinds/javascript-module.ts';
import { tfjs } from '../../kinds/tfjs.ts';
import { typescriptModule } from '../../kinds/typescript-module.ts';

/** Loads a new copy of the optimizer that a module exports. */
export async function loadModule(reference: string, directory: string): Promise<Optimizer> {
  const kind = [javascriptModule, typescriptModule, tfjs].find(({ recognises }) => recognises(reference));
  if (kind === undefined) throw new ConfigurationError('SUBJECT_UNKNOWN_KIND', `"${reference}" does not name a module`);
  return validateOptimizer(await kind.load(reference, directory), reference);
}
