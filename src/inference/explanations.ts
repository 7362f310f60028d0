import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Family } from './core/families/family.ts';
import type { DecayDesign } from './decay-designs/decay-design.ts';

/** Published rules beside those that ship with the package, by which inference explains what an optimizer does. */
export interface Explanations {
  /** Element-wise rules with moments. */
  readonly families?: readonly Family[];
  /** Ways in which weights decay. */
  readonly decayDesigns?: readonly DecayDesign[];
}

/**
 * Types explanations and returns them unchanged: the default export of a module that `--explanations` names.
 *
 * @example
 * ```ts
 * // Adam with a cube root: no rule that ships with the package, so that inference has no name for it.
 * const cubic = (beta1: number, beta2: number) => ({ beta1, beta2, divide: (m: number, v: number) => m / Math.cbrt(v) });
 * const explanations = defineExplanations({
 *   families: [{ name: 'cubic adam', source: 'the paper', coefficients: 'both', parts: cubic }],
 * });
 * const optimizer = defineOptimizer({
 *   name: 'mine',
 *   hyperparameters: { beta1: 0.9, beta2: 0.99 },
 *   init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0) })),
 *   update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2 }, step }) {
 *     parameters.forEach(({ data: w }, i) => {
 *       const { m, v } = state[i];
 *       gradients[i].data.forEach((g, j) => {
 *         m[j] = beta1 * m[j] + (1 - beta1) * g;
 *         v[j] = beta2 * v[j] + (1 - beta2) * g * g;
 *         const move = m[j] / (1 - beta1 ** step) / Math.cbrt(v[j] / (1 - beta2 ** step) || 1);
 *         w[j] -= learningRate * (move + weightDecay * w[j]);
 *       });
 *     });
 *   },
 * });
 * expect(inferProfile(optimizer).core).toBeUndefined();
 * expect(inferProfile(optimizer, explanations).core?.family).toBe('cubic adam');
 * ```
 */
export function defineExplanations(explanations: Explanations): Explanations {
  return explanations;
}

/**
 * Checks that a value, such as the default export of a module, has the shape of explanations.
 *
 * @param source what the value is called in the error
 * @throws `ConfigurationError` `INVALID_EXPLANATIONS` with a line for everything wrong
 */
export function validateExplanations(value: unknown, source = 'the value'): Explanations {
  const problems = problemsOf(value);
  if (problems.length === 0) return value as Explanations;
  throw new ConfigurationError(
    'INVALID_EXPLANATIONS',
    [`${source} has no explanations:`, ...problems].join('\n  - '),
    'export default { families: [{ name, source, coefficients, parts(beta1, beta2, options) {…} }], decayDesigns: [{ source, *propose(subject) {…} }] }',
  );
}

function problemsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [`expected an object, received ${describe(value)}`];
  const known = ['families', 'decayDesigns'];
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  const { families = [], decayDesigns = [] } = value as Record<string, unknown>;
  return [
    ...unknown.map((key) => `${key}: there is no such kind of explanation; expected ${known.join(' or ')}`),
    ...membersOf('families', families, { name: 'string', source: 'string', coefficients: 'string', parts: 'function' }),
    ...membersOf('decayDesigns', decayDesigns, { source: 'string', propose: 'function' }),
  ];
}

function membersOf(list: string, members: unknown, shape: Readonly<Record<string, string>>): string[] {
  if (!Array.isArray(members)) return [`${list}: expected an array, received ${describe(members)}`];
  return members.flatMap((member: unknown, i) =>
    Object.entries(shape).flatMap(([key, type]) => {
      const value = (member as Record<string, unknown> | undefined)?.[key];
      return typeof value === type ? [] : [`${list}[${i}].${key}: expected a ${type}, received ${describe(value)}`];
    }),
  );
}

function describe(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : value === undefined ? 'undefined' : `a ${typeof value}`;
}
