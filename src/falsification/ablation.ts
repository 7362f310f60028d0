import type { Ablation } from './counterexample.ts';
import { effectOn, refutesClearly, type Examination } from './examination.ts';
import type { Setting } from './setting.ts';
import { withValue } from './space/field.ts';
import type { Space } from './space/space.ts';

/**
 * Sets back one ingredient at a time: those without which nothing is refuted are essential.
 *
 * @param phase of the certification of the setting, which names its streams
 */
export async function ablate(
  space: Space,
  setting: Setting,
  metric: string,
  exam: Examination,
  phase: string,
): Promise<readonly Ablation[]> {
  return Promise.all(
    space.ingredients(setting).map(async (ingredient): Promise<Ablation> => {
      const { path } = ingredient;
      const without = space.settled(withValue(setting, path, space.field(path).plain));
      const result = await exam.decide(without, `${phase}/without/${path}`);
      return { ingredient, effect: effectOn(result, metric), essential: !refutesClearly(result) };
    }),
  );
}
