import { choiceField } from './choice-field.ts';
import type { Field } from './field.ts';

/** The same fields, of which pure gradient noise is the plain objective: what is claimed is exact there to leading order. */
export function onNoiseFirst(fields: readonly Field[]): readonly Field[] {
  const families = ['isotropic-noise', 'digits-mlp', 'von-mises-fisher', 'noisy-rayleigh-quotient', 'two-basins'];
  return fields.map((field) =>
    field.path === 'objective.family'
      ? choiceField(field.path, field.name, families, (value) => `the objective ${value}`)
      : field,
  );
}
