import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { isAboutCode } from './about-code.ts';
import type { Conjecture, Hypothesis } from './conjectures/conjecture.ts';
import { sceneOf, type Fixed } from './scene.ts';
import type { Setting } from './setting.ts';
import { withValue } from './space/field.ts';
import type { Space } from './space/space.ts';

/** How a setting breaks the hypotheses of a conjecture: a sentence each; none inside its domain. */
export function breaches({ hypotheses }: Conjecture, setting: Setting, fixed: Fixed): readonly string[] {
  return hypotheses.flatMap((hypothesis) => breachOf(hypothesis, setting, fixed) ?? []);
}

/** The setting with the fields of every broken hypothesis set back, one after the other, until none is broken. */
export function broughtInside({ hypotheses }: Conjecture, space: Space, setting: Setting, fixed: Fixed): Setting {
  let inside = setting;
  for (const hypothesis of hypotheses) {
    for (const path of hypothesis.fields) {
      if (breachOf(hypothesis, inside, fixed) === undefined) break;
      const field = space.fields.find((each) => each.path === path);
      if (field !== undefined) inside = space.settled(withValue(inside, path, field.plain));
    }
  }
  return inside;
}

/** A setting that cannot be made breaks nothing: whoever runs it is told why. */
function breachOf(hypothesis: Hypothesis, setting: Setting, fixed: Fixed): string | undefined {
  try {
    return hypothesis.breach(setting, sceneOf(setting, fixed));
  } catch (thrown) {
    if (thrown instanceof ConfigurationError && !isAboutCode(thrown)) return undefined;
    throw thrown;
  }
}
