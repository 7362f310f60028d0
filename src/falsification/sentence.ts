import type { Contrast, Counterexample } from './counterexample.ts';
import { essentialOf } from './counterexample.ts';
import type { Space } from './space/space.ts';

/** What a counterexample says: with what, what differs by how much, for how long, and whether that was claimed. */
export function sentenceOf(space: Space, found: Omit<Counterexample, 'sentence' | 'slug' | 'status'>): string {
  const { metric, mean, interval, tolerance } = found.effect;
  const [size, low, high] = [mean, ...interval].map((value) => Number(value.toPrecision(2)));
  const time = found.persistence.kind === 'lasting' ? 'and the difference does not fade' : 'and the difference fades with time';
  const needed = (found.contrasts ?? []).filter(({ essential }) => essential).map(({ what }) => differences[what]);
  const memory = needed.length === 0 ? '' : ` It takes two runs that differ in ${listed(needed)}.`;
  const where =
    found.breaches.length === 0
      ? 'The setting is inside the claimed domain'
      : `Outside the claimed domain: ${found.breaches.join('; ')}`;
  return `${conditionOf(space, found)}, ${metric} differs by ${size} (${low} to ${high}, tolerance ${tolerance}), ${time}.${memory} ${where}.`;
}

/** What two runs may differ in. */
const differences: Readonly<Record<Contrast['what'], string>> = {
  learningRate: 'η',
  norm: 'the norm at the start',
  start: 'the directions that they start from',
  phases: 'their earlier phases',
};

/** What is essential, to begin a sentence with: `With trained gains and the optimizer adamw`. */
export function conditionOf(space: Space, found: Pick<Counterexample, 'ablation'>): string {
  const essential = essentialOf(found).map(({ path, value }) => space.field(path).words(value));
  return essential.length === 0 ? 'In the plain setting' : `With ${listed(essential)}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** A name for a file, of what is essential: `objective-epsilon-1_second-norm-64`. */
export function slugOf(found: Pick<Counterexample, 'ablation' | 'persistence'>): string {
  const parts = essentialOf(found).map(({ path, value }) =>
    typeof value === 'object' ? path : `${path}-${String(typeof value === 'number' ? Number(value.toPrecision(3)) : value)}`,
  );
  const text = [...(found.persistence.kind === 'slow' ? ['slow'] : []), ...parts].join('_');
  return text.replaceAll('.', '-').slice(0, 100) || 'plain';
}
