import { isFamilyMember } from '../objectives/define-family.ts';
import type { Objective } from '../objectives/objective.ts';
import { formatReference, parseReference } from '../objectives/reference-syntax.ts';
import { objective as builtInObjective } from '../objectives/reference.ts';
import { nameOfObjective, type Name } from './name.ts';

/** An objective as plain data. */
export type ObjectiveDescription = FamilyMember | Name;

/** A member of a family of this package. */
export interface FamilyMember {
  readonly family: string;
  /** Those that are not their defaults, so that one which is added later changes no description. */
  readonly options?: Readonly<Record<string, string>>;
}

/**
 * Describes a built-in objective, or one that `nameObjective` named.
 *
 * @returns `undefined` for any other, a changed copy of a built-in one among them
 *
 * @example
 * ```ts
 * expect(describeObjective(objective('digits-mlp?batch=32&normaliser=layer'))).toEqual({
 *   family: 'digits-mlp', options: { normaliser: 'layer' },
 * });
 * ```
 */
export function describeObjective(objective: Objective): ObjectiveDescription | undefined {
  if (!isFamilyMember(objective)) return nameOfObjective(objective);
  const { name, options } = parseReference(objective.reference);
  return { family: name, ...(Object.keys(options).length > 0 && { options }) };
}

/**
 * The objective that is described.
 *
 * @param named what a name refers to
 */
export function rebuildObjective(
  description: ObjectiveDescription,
  named: (name: Name) => Objective | Promise<Objective>,
): Objective | Promise<Objective> {
  if ('family' in description) return builtInObjective(formatReference(description.family, description.options ?? {}));
  return named(description);
}
