import { finish as goThrough, type Resting } from '../../dynamics/resting.ts';
import type { Measurement } from './exact-law.ts';

/** A measurement under way. */
export type Measuring = Resting<Measurement>;

/** Measurements that are under way together: what all of them hand over between two rests is one exchange with the subject's process. */
const most = 16;

/** Those and others that are done and wait for one before them. */
const mostKept = 64;

/** Goes through with a measurement that nothing else is measured beside. */
export function finish<Result extends object>(measuring: Result | Resting<Result>): Result {
  return isUnderWay(measuring) ? goThrough(measuring) : measuring;
}

/**
 * Measures configurations, several at a time where measurements rest, and tells the measurements in their order. Where one has come to its
 * end another one begins, so that the subject's process has always something to do while this one compares.
 *
 * @param begin begins to measure one
 */
export function* inFlight<Configuration>(
  configurations: readonly Configuration[],
  begin: (configuration: Configuration) => Measurement | Measuring,
): Generator<Measurement, void, undefined> {
  const flight: Flying[] = [];
  let begun = 0;
  while (begun < configurations.length || flight.length > 0) {
    while (begun < configurations.length && flight.filter(isOpen).length < most && flight.length < mostKept) {
      const measuring = begin(configurations[begun++]);
      if (isUnderWay(measuring)) flight.push({ measuring });
      else if (flight.length > 0) flight.push({ measured: measuring });
      else yield measuring;
    }
    for (const each of flight) {
      if (!isOpen(each)) continue;
      const { done, value } = each.measuring!.next();
      if (done === true) each.measured = value;
    }
    while (flight.length > 0 && !isOpen(flight[0])) yield flight.shift()!.measured!;
  }
}

/** A measurement that has not been told yet, under way or done. */
interface Flying {
  readonly measuring?: Measuring;
  measured?: Measurement;
}

const isOpen = ({ measured }: Flying): boolean => measured === undefined;

function isUnderWay<Result extends object>(measuring: Result | Resting<Result>): measuring is Resting<Result> {
  return 'next' in measuring;
}
