import { decayEffects } from '../decay-effects.ts';
import type { DecayDesign, DecayedSubject } from './decay-design.ts';

/** Entries that a mask froze are not decayed either, where gradients chose the mask. */
export const frozen: DecayDesign = {
  source: 'Sung et al. 2021, FISH masks: what is not in the mask stays as it is',
  rank: 7,
  *propose(subject) {
    if (subject.base.kind === 'coupled' || !areChosen(subject)) return;
    yield {
      hypothesis: { ...subject.base, mask: 'frozen' },
      cause: 'basis-fixed',
      sentence: 'entries that gradients chose at the start never move, and do not decay either',
    };
  },
};

/** Whether some entries never move, and others than those beside other gradients: what is left out by its place is forgotten. */
function areChosen({ optimizer, base, probe }: DecayedSubject): boolean {
  const resting = (series: number): string => {
    const moved = new Map<number, boolean[]>();
    for (const { tensor, actual } of decayEffects(optimizer, base, { ...probe, series })) {
      const known = moved.get(tensor) ?? actual.map(() => false);
      moved.set(
        tensor,
        known.map((moves, j) => moves || actual[j] !== 0),
      );
    }
    return Array.from(moved.values(), (moves) => moves.map((each) => (each ? '' : '-')).join()).join(';');
  };
  const [one, other] = [0, 2].map(resting);
  return one.includes('-') && other.includes('-') && one !== other;
}
