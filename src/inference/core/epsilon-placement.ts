import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { Core } from './infer-core.ts';
import type { Parts } from './rule.ts';
import { reproduces, trace } from './trace.ts';

/** Where Kingma & Ba's ε̂ acts. */
export const DIVIDED_BY_CORRECTION = 'outside the root, divided by the bias correction';

/** Where an epsilon acts. */
export type EpsilonPlace =
  'outside the root' | 'inside the root' | 'as a lower limit of the root' | typeof DIVIDED_BY_CORRECTION | 'subtracted';

type Divide = NonNullable<Parts['divide']>;

/** Divisions with an epsilon in each of the places. */
const places: readonly (readonly [EpsilonPlace, (epsilon: number) => Divide])[] = [
  ['outside the root', (epsilon) => (direction, v) => direction / (Math.sqrt(v) + epsilon)],
  ['inside the root', (epsilon) => (direction, v) => direction / Math.sqrt(v + epsilon)],
  ['as a lower limit of the root', (epsilon) => (direction, v) => direction / Math.max(Math.sqrt(v), epsilon)],
  [DIVIDED_BY_CORRECTION, (epsilon) => (direction, v, c2) => direction / (Math.sqrt(v) + epsilon / Math.sqrt(c2))],
  ['subtracted', (epsilon) => (direction, v) => direction / (Math.sqrt(v) - epsilon)],
  ['subtracted', (epsilon) => (direction, v) => direction / Math.sqrt(v - epsilon)],
];

/** Large enough to show beside gradients of size one, and to be subtracted from hardly any. */
const size = 2 ** -5;

/**
 * Finds where an option that acts like an epsilon does so, by the rule with an epsilon in each place.
 *
 * @returns `undefined` where it is none of the places, or the rule has no root
 */
export function placeEpsilon(
  optimizer: Optimizer,
  name: string,
  others: Readonly<Record<string, number>>,
  { parts }: Core,
  fill: number,
): EpsilonPlace | undefined {
  if (parts.divide !== undefined) return undefined;
  const followed = trace(optimizer, { ...others, [name]: size }, fill);
  if (followed === undefined) return undefined;
  return places.find(([, divide]) => reproduces({ ...parts, divide: divide(size) }, followed))?.[0];
}
