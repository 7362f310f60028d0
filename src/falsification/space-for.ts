import type { Conjecture } from './conjectures/conjecture.ts';
import type { Fixed } from './scene.ts';
import { spaceOf, type Space } from './space/space.ts';

/** The settings of a conjecture, of which what is fixed from outside is no part. */
export function spaceFor({ fields }: Conjecture, { objective, optimizer }: Fixed): Space {
  return spaceOf(
    fields.filter(
      ({ path }) =>
        !(objective !== undefined && path.startsWith('objective.')) &&
        !(optimizer !== undefined && path.startsWith('optimizer.')),
    ),
  );
}
