import type { DoseCurve, DosePoint } from './counterexample.ts';
import { effectOn, type Examination } from './examination.ts';
import type { Setting } from './setting.ts';
import { valueOf, withValue } from './space/field.ts';
import { same, type Space } from './space/space.ts';

/** Replicas of a point: a curve is drawn by its means and their errors, and nothing is decided by it. */
const REPLICAS = 16;
/** Curves that are kept, those along which the effect changes most. */
const KEPT = 3;

/**
 * What the effect depends on beside the ingredients that have a dose: each number of the setting, but for those of the histories, at its plain
 * value, as it is, and at the ends of its range.
 *
 * @param admits whether the setting, changed at a path, is one to ask about
 */
export async function dependences(
  space: Space,
  setting: Setting,
  metric: string,
  exam: Examination,
  admits: (setting: Setting, path: string) => boolean = () => true,
): Promise<readonly DoseCurve[]> {
  const numbers = space.fields.filter(
    ({ path, plain, matters }) => typeof plain === 'number' && !/^(first|second)\./.test(path) && matters(setting),
  );
  const curves = await Promise.all(
    numbers.map(async ({ path, plain, extremes }): Promise<DoseCurve> => {
      const values = [plain, valueOf(setting, path), ...extremes] as readonly number[];
      const points = await Promise.all(
        [...new Set(values)]
          .sort((a, b) => a - b)
          .map((value) => ({ value, at: space.settled(withValue(setting, path, value)) }))
          .filter(({ at }) => admits(at, path))
          .map(async ({ value, at }): Promise<DosePoint> => {
            const result = await exam.decide(at, `at/${path}/${value}`, { replicaLimit: REPLICAS });
            return { value, effect: effectOn(result, metric), refuted: result.verdict === 'refuted' };
          }),
      );
      return { path, points, threshold: null };
    }),
  );
  const spread = ({ points }: DoseCurve): number => {
    const means = points.flatMap(({ effect }) => (effect === null ? [] : [effect.mean]));
    return means.length < 2 ? 0 : Math.max(...means) - Math.min(...means);
  };
  return curves
    .filter(({ points }) => points.length > 1 && points.some(({ effect }) => !same(effect, points[0].effect)))
    .sort((a, b) => spread(b) - spread(a))
    .slice(0, KEPT);
}
