import type { Measurement } from './exact-law.ts';

/**
 * A measurement under way. It rests (`yield`) where it is about to wait for steps that it has handed over, so that others may hand over
 * theirs meanwhile.
 */
export type Measuring = Generator<void, Measurement, void>;

/** Measurements that are under way together: what all of them hand over between two rests is one exchange with the subject's process. */
const most = 16;

/** Goes through with a measurement that nothing else is measured beside. */
export function finish<Result extends object>(measuring: Result | Generator<void, Result>): Result {
  if (!isUnderWay(measuring)) return measuring;
  for (;;) {
    const { done, value } = measuring.next();
    if (done === true) return value;
  }
}

/**
 * Measures configurations, several at a time where measurements rest, and tells the measurements in their order.
 *
 * @param begin begins to measure one
 */
export function* inFlight<Configuration>(
  configurations: readonly Configuration[],
  begin: (configuration: Configuration) => Measurement | Measuring,
): Generator<Measurement, void, undefined> {
  const flight: (Measurement | Measuring)[] = [];
  for (const configuration of configurations) {
    const begun = begin(configuration);
    if (flight.length === 0 && !isUnderWay(begun)) yield begun;
    else if (flight.push(begun) === most) yield* land(flight.splice(0));
  }
  yield* land(flight);
}

/** Goes through with all of them, turn by turn. */
function land(flight: readonly (Measurement | Measuring)[]): Measurement[] {
  const measured = flight.map((each) => (isUnderWay(each) ? undefined : each));
  while (measured.includes(undefined)) {
    for (const [i, each] of flight.entries()) {
      if (measured[i] !== undefined || !isUnderWay(each)) continue;
      const { done, value } = each.next();
      if (done === true) measured[i] = value;
    }
  }
  return measured as Measurement[];
}

function isUnderWay<Result extends object>(measuring: Result | Generator<void, Result>): measuring is Generator<void, Result> {
  return 'next' in measuring;
}
