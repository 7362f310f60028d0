import { valueOf, withValue } from '../space/field.ts';
import { random } from './random.ts';
import type { Proposer } from './proposer.ts';

/** Every field from one of two settings, of the best or of the corpus. */
export const recombination: Proposer = {
  id: 'recombination',
  description: 'every field from one of two known settings',
  propose(past, dice) {
    const { space, best, corpus } = past;
    const parents = [...best.map(({ setting }) => setting), ...corpus];
    if (parents.length < 2) return random.propose(past, dice);
    const [one, other] = [dice.pick(parents), dice.pick(parents)];
    return space.fields.reduce(
      (setting, { path }) => withValue(setting, path, valueOf(dice.chance(0.5) ? one : other, path)),
      space.plain,
    );
  },
};
