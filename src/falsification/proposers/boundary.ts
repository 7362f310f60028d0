import { withValue } from '../space/field.ts';
import type { Proposer } from './proposer.ts';

/** Fields at an end of their range. */
const AT_MOST = 3;

/** The plain setting with one to three fields at an end of their range: what breaks a claim often does so by itself. */
export const boundary: Proposer = {
  id: 'boundary',
  description: 'one to three fields at the end of their range, the others plain',
  propose({ space }, dice) {
    let setting = space.plain;
    for (let count = 1 + dice.below(AT_MOST); count > 0; count--) {
      // Only fields that mean something here: which these are changes with what has been chosen.
      const fields = space.fields.filter((field) => field.extremes.length > 0 && field.matters(setting));
      const { path, extremes } = dice.pick(fields);
      setting = withValue(setting, path, dice.pick(extremes));
    }
    return setting;
  },
};
