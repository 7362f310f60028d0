import { withValue } from '../space/field.ts';
import { random } from './random.ts';
import type { Proposer } from './proposer.ts';

/** Fields that are changed. */
const AT_MOST = 3;

/** One of the best settings with a few fields drawn anew. */
export const mutation: Proposer = {
  id: 'mutation',
  description: 'one of the best settings with up to three fields drawn anew',
  propose(past, dice) {
    const { space, best } = past;
    if (best.length === 0) return random.propose(past, dice);
    // The better of two, so that the best are changed most often.
    let { setting } = best[Math.min(dice.below(best.length), dice.below(best.length))];
    for (let count = 1 + dice.below(AT_MOST); count > 0; count--) {
      const current = setting;
      const { path, arbitrary } = dice.pick(space.fields.filter((field) => field.matters(current)));
      setting = withValue(setting, path, dice.sample(arbitrary));
    }
    return setting;
  },
};
