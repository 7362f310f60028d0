/** Whether everything is asked (`npm run nightly`), or what every commit can afford. */
export const nightly: boolean = process.env.INTRINSIC_LR_RUNS === 'nightly';

/**
 * How often something is tried: few enough for every commit, and as often as it takes in the night.
 *
 * @param daily enough that what the test is there for is still seen to fail
 * @param atNight when `INTRINSIC_LR_RUNS` is `nightly`
 */
export function runs(daily: number, atNight: number): number {
  return nightly ? atNight : daily;
}

/** Milliseconds that a property may take. */
export const timeout: number = runs(120_000, 3_600_000);

/** Some of many cases, and what to say of the others. */
export interface Sample<Case> {
  readonly cases: readonly Case[];
  /** For the title of the tests, so that a report says what was left out: ` (9 of 61; npm run nightly asks all)`. */
  readonly said: string;
}

/**
 * One of every so many cases for every commit, and all of them in the night.
 *
 * @param all in a fixed order
 * @param every 4 for a quarter of them, spread over all
 * @param always cases that are asked whatever their place
 */
export function sample<Case>(
  all: readonly Case[],
  every: number,
  always: (each: Case, i: number) => boolean = () => false,
): Sample<Case> {
  const cases = nightly ? all : all.filter((each, i) => i % every === 0 || always(each, i));
  return { cases, said: cases.length === all.length ? '' : ` (${cases.length} of ${all.length}; npm run nightly asks all)` };
}
