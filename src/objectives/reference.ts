import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { objectiveFamilies } from './index.ts';
import { nearestName } from '../arithmetic/nearest-name.ts';
import type { Objective } from './objective.ts';
import { parseReference } from './reference-syntax.ts';

/**
 * The objective that a reference names, with options after a question mark: `digits-mlp?normaliser=layer&widths=32,32`.
 *
 * What is left out takes the family's default. `objective(x.reference)` is `x` again for every built-in objective x, whatever
 * the order or spelling of the options that made it.
 *
 * @param reference name of a family and options
 * @returns the objective
 * @throws ConfigurationError `UNKNOWN_OBJECTIVE`, `UNKNOWN_OPTION`, `BAD_OPTION`, `CONFLICTING_OPTIONS`, `VANISHING_GRADIENT`,
 *   `MALFORMED_REFERENCE`
 *
 * @example
 * ```ts
 * expect(objective('digits-mlp?normaliser=layer').name).toBe('digits-mlp-layernorm');
 * expect(objective('digits-mlp?batch=32').reference).toBe('digits-mlp');
 * expect(() => objective('digit-mlp')).toThrow('did you mean "digits-mlp"');
 * ```
 */
export function objective(reference: string): Objective {
  const { name, options } = parseReference(reference);
  const family = objectiveFamilies.find((candidate) => candidate.name === name);
  if (family === undefined) {
    const names = objectiveFamilies.map((candidate) => candidate.name);
    const nearest = nearestName(name, names);
    throw new ConfigurationError(
      'UNKNOWN_OBJECTIVE',
      `no built-in objective is called "${name}"`,
      `${nearest === undefined ? '' : `did you mean "${nearest}"? `}there are: ${names.join(', ')}`,
    );
  }
  return family.create(options);
}
