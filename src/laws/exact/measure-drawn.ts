import fc from 'fast-check';
import { stream } from '../../random/stream.ts';
import type { Measurement } from './exact-law.ts';
import { finish, inFlight, type Measuring } from './in-flight.ts';

/** Which configurations of a law are drawn. */
export interface Drawing {
  readonly seed: number;
  readonly numRuns: number;
}

/** The configurations that a law draws in a run. */
export function drawingOf(id: string, context: { readonly seed: number; readonly configurations: number }): Drawing {
  return { seed: stream(context.seed, 'law', id).seek(0, 0).uint32() | 0, numRuns: context.configurations };
}

type Measure<Configuration> = (configuration: Configuration) => Measurement | Measuring;

/** Whether a law does not hold at what was measured; NaN is no number that it holds with. */
export const deviates = ({ effect, tolerance }: Measurement): boolean => !(effect <= tolerance);

/** Whether the subject cannot be asked again as it is: it did not merely throw, its process is gone. */
function isGone(thrown: unknown): boolean {
  const code = String((thrown as { readonly code?: unknown } | null)?.code);
  return code.startsWith('SUBJECT_') && code !== 'SUBJECT_THROWS';
}

/** Whether it was the subject that threw, or ended. */
export function isOfSubject(thrown: unknown): boolean {
  return isGone(thrown) || (thrown as { readonly code?: unknown } | null)?.code === 'SUBJECT_THROWS';
}

/** What came of measuring several configurations at a time. */
export type Together =
  /** The law holds in all of them. */
  | { readonly kind: 'hold'; readonly measurements: readonly Measurement[] }
  /** Something deviates or throws: each has to be measured by itself. */
  | { readonly kind: 'apart' }
  /**
   * The process of the subject ended; so many are known to hold, and one of so many ended it: answers that were under way are lost with
   * a process, so that the first without one need not be it.
   */
  | { readonly kind: 'gone'; readonly thrown: unknown; readonly known: number; readonly begun: number };

/** Measures all configurations, several at a time, where the subject lives in another process. */
export function measureTogether<Configuration>(
  drawn: readonly Configuration[],
  measure: Measure<Configuration>,
  tell: (measured: number) => void,
): Together {
  const measurements: Measurement[] = [];
  let begun = 0;
  const noted = (configuration: Configuration): Measurement | Measuring => {
    begun += 1;
    return measure(configuration);
  };
  try {
    for (const measurement of inFlight(drawn, noted)) {
      if (deviates(measurement)) return { kind: 'apart' };
      tell(measurements.push(measurement));
    }
    return { kind: 'hold', measurements };
  } catch (thrown) {
    if (isGone(thrown)) return { kind: 'gone', thrown, known: measurements.length, begun };
    if (isOfSubject(thrown)) return { kind: 'apart' };
    throw thrown;
  }
}

/** What came of measuring one configuration after the other, until one deviates, and of making that one smaller. */
export interface Search<Configuration> {
  readonly found?: { readonly configuration: Configuration; readonly runs: number; readonly shrinks: number };
  /** The subject is gone: it ended while a smaller configuration was measured. */
  readonly gone: boolean;
}

/**
 * Measures one configuration after the other, and makes the first that deviates smaller. What ends or throws at a smaller one is
 * no smaller counterexample, and no reason to forget the one that there is.
 *
 * @param known so many at the beginning are known to hold
 * @throws what a measurement throws before any deviates
 */
export function searchOneByOne<Configuration>(
  configurations: fc.Arbitrary<Configuration>,
  drawing: Drawing,
  measure: Measure<Configuration>,
  note: (measurement: Measurement) => void,
  known = 0,
): Search<Configuration> {
  let [asked, found, gone] = [0, false, false];
  const property = fc.property(configurations, (configuration) => {
    if (asked++ < known) return true;
    let measurement: Measurement;
    try {
      measurement = finish(measure(configuration));
    } catch (thrown) {
      if (!found || !isOfSubject(thrown)) throw thrown;
      gone ||= isGone(thrown);
      return true;
    }
    note(measurement);
    found ||= deviates(measurement);
    return !deviates(measurement);
  });
  const { counterexample, errorInstance, numRuns, numShrinks } = fc.check(property, drawing);
  if (errorInstance !== undefined && errorInstance !== null && !isPropertyFailure(errorInstance)) throw errorInstance;
  if (counterexample === null) return { gone };
  return { found: { configuration: counterexample[0], runs: numRuns, shrinks: numShrinks }, gone };
}

/** fast-check reports a predicate that returned false as an error of its own making; anything else was thrown by the subject. */
function isPropertyFailure(error: unknown): boolean {
  return error instanceof Error && error.message === 'Property failed by returning false';
}
