import type { Reading } from '../experiments/reading.ts';
import type { Quantity } from './quantity.ts';

/**
 * What a quantity comes to between replicas of one arm: by how much these differ among themselves, without any difference of arms.
 *
 * Arms of even and of odd index are compared with each other, as everywhere; replicas are taken in pairs that share none, so that the
 * numbers of a list are independent.
 *
 * @param replicas readings, arm by arm
 * @returns a list of the even arms, and one of the odd ones
 */
export function withinArms(
  replicas: readonly (readonly Reading[])[],
  { value }: Pick<Quantity, 'value'>,
): readonly [number[], number[]] {
  const pairs = Array.from({ length: Math.floor(replicas.length / 2) }, (_, i) => [replicas[2 * i], replicas[2 * i + 1]]);
  const between = ([one, other]: readonly (readonly Reading[])[], parity: number): number => {
    const arms = one.map((_, arm) => (arm % 2 === 0 ? one : other)[arm - (arm % 2) + parity]);
    return value(arms, arms);
  };
  const [even, odd] = [0, 1].map((parity) => pairs.map((pair) => between(pair, parity)).filter(Number.isFinite));
  return [even, odd];
}
