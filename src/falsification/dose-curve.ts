import type { DoseCurve, DosePoint } from './counterexample.ts';
import { effectOn, type Examination } from './examination.ts';
import type { Setting } from './setting.ts';
import { withValue } from './space/field.ts';
import type { Ingredient, Space } from './space/space.ts';

/**
 * How much of an ingredient it takes: bisects between its plain value and the one that is there for where the effect passes the
 * tolerance.
 *
 * @returns `undefined` of what has no more and less
 */
export async function doseCurve(
  space: Space,
  setting: Setting,
  { path, value }: Ingredient,
  metric: string,
  exam: Examination,
): Promise<DoseCurve | undefined> {
  const doses = space.field(path).doses(value);
  if (doses.length === 0) return undefined;
  const points: DosePoint[] = [];
  const refuted = async (index: number): Promise<boolean> => {
    const dose = doses[index];
    const result = await exam.decide(space.settled(withValue(setting, path, dose)), `dose/${path}/${index}`);
    points.push({ value: dose, effect: effectOn(result, metric), refuted: result.verdict === 'refuted' });
    return result.verdict === 'refuted';
  };
  let [low, high] = [-1, doses.length - 1];
  await refuted(high);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await refuted(middle)) high = middle;
    else low = middle;
  }
  const order = (point: DosePoint): number => doses.indexOf(point.value);
  return {
    path,
    points: points.sort((a, b) => order(a) - order(b)),
    threshold: low < 0 ? null : [doses[low], doses[high]],
  };
}
