import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, norm, normalTensors } from './probe-problem.ts';

const [own, other]: (readonly number[])[] = [[5], [4, 3]];

/**
 * Whether a tensor beside one of its own shape moves as it does alone, and otherwise beside one of another shape, whatever weights and gradients that has:
 * its number of entries, or a dimension, is read from the first tensor of the list or the last one, for all.
 *
 * @param fill first steps that only fill the state
 */
export function foreignShape(optimizer: Optimizer, fill: number): Diagnosis | undefined {
  const rounding = tolerance(optimizer, 1e-9, 1e-4);
  const alone = follow(optimizer, fill);
  for (const place of ['first', 'last'] as const) {
    const [alike, unlike, again] = (
      [
        [own, 1],
        [other, 1],
        [other, 2],
      ] as const
    ).map(([shape, series]) => follow(optimizer, fill, { shape, series, place }));
    const isSame = (a: readonly Tensor[], b: readonly Tensor[]): boolean =>
      a.every((tensor, i) => distance(tensor, b[i]) <= rounding * norm(tensor));
    if (!isSame(alone, alike) || isSame(alone, unlike) || !isSame(unlike, again)) continue;
    const sentence = `a tensor moves by the shape of the ${place} one of the list, and not by its gradients or weights: a number of entries, or a dimension, of that one is used for all`;
    return { cause: 'tensors-influence-each-other', sentence };
  }
  return undefined;
}

/** Where a tensor is after each step, alone or beside another one. */
function follow(
  optimizer: Optimizer,
  fill: number,
  beside?: { readonly shape: readonly number[]; readonly series: number; readonly place: 'first' | 'last' },
): readonly Tensor[] {
  const source = stream('inference', 'foreign-shape');
  const precision = measuringPrecision(optimizer);
  const draw = (at: number): Tensor[] => {
    const [tensor] = normalTensors([own], precision, source.seek(0, at));
    if (beside === undefined) return [tensor];
    const [company] = normalTensors([beside.shape], precision, source.seek(beside.series, at));
    return beside.place === 'first' ? [company, tensor] : [tensor, company];
  };
  const run = new OptimizerRun(optimizer, draw(0));
  return Array.from({ length: fill + 8 }, (_, i) => {
    run.step(draw(i + 1), 2 ** -6, 0.1);
    const tensor = run.parameters[beside?.place === 'first' ? 1 : 0];
    return { ...tensor, data: tensor.data.slice() as typeof tensor.data };
  });
}
