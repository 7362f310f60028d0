import { ascending } from '../statistics/ascending.ts';
import { empiricalBand } from '../statistics/distribution-equivalence.ts';
import { sequentialTwoSample } from '../statistics/sequential-two-sample.ts';
import { shiftedDistance } from '../statistics/shifted-distance.ts';
import type { Alike } from './claim.ts';
import type { Replicas, Test } from './test.ts';

/** Distance between distribution functions that is not refuted, and the one that `holds` excludes. */
const [TOLERANCE, DETECTABLE] = [0.1, 0.6];
/** Probability of calling laws alike that are further apart. */
const BETA = 0.01;

/**
 * The test of whole distributions: has a number the same law in both arms, but for a shift within its tolerance?
 *
 * It sees what means do not: two branches for one, a tail on the other side. `holds` is read off the confidence bands of both
 * empirical distributions.
 */
export function alikeTest({ name: compared, values: read, tolerance: shift }: Alike, alpha: number): Test {
  const name = `law of ${compared}`;
  let state = sequentialTwoSample({ tolerance: TOLERANCE, shift, alpha });
  const [xs, ys, differences]: [number[], number[], number[]] = [[], [], []];
  const distance = (): number =>
    xs.length === 0 ? 0 : shiftedDistance(ascending(xs), ascending(ys), shift).distance / (xs.length * ys.length);
  const width = (): number => (xs.length === 0 ? 1 : 2 * empiricalBand(xs.length, BETA / 2));
  return {
    name,
    add({ readings }: Replicas) {
      for (const arms of readings) {
        const [x, y] = read(arms);
        if (Number.isNaN(x) || Number.isNaN(y)) continue;
        xs.push(x);
        ys.push(y);
        differences.push(y - x);
        state = state.add(x, y);
      }
    },
    get decided() {
      if (state.verdict === 'refuted') return 'refuted';
      return distance() + width() < DETECTABLE ? 'holds' : 'undecided';
    },
    values: differences,
    verdict() {
      return {
        metric: name,
        unit: 'largest distance of distribution functions',
        verdict: this.decided,
        effect: distance(),
        interval: [Math.max(0, distance() - width()), Math.min(1, distance() + width())],
        tolerance: TOLERANCE,
        detectable: DETECTABLE,
        eValue: state.eValue,
        replicas: xs.length,
        unclipped: distance(),
      };
    },
  };
}
