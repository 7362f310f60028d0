import { pow } from '../arithmetic/elementary.ts';
import type { Metric } from '../metrics/metric.ts';
import { mean, sampleStandardDeviation } from '../statistics/descriptive.ts';
import { splitRHat } from '../statistics/split-r-hat.ts';
import { ratioInWords } from './size-in-words.ts';

/** A metric that has to be steady in the windows that are taken for equilibrium. */
export interface SteadyMetric {
  readonly metric: Metric;
  /** How much later values differ from earlier ones, as a log ratio. */
  drift(earlier: number, later: number): number;
  readonly tolerance: number;
  /** Replicas may stay apart in it: what is claimed is claimed of each of them by itself, and not of a limit that all share. */
  readonly apart?: true;
}

/**
 * Largest split-R̂ that passes at the end. Windows of 10/κ hold some twenty independent values of the slowest metric, ten in a half, and fewer
 * where moments remember: chains in equilibrium then reach 1.3 now and then, and the 1.05 of long Markov chains would call one run
 * in ten unmixed. What this guards against, replicas in different basins, gives several times as much.
 */
export const maximalRHat = 1.6;

/** A drift counts when it exceeds the tolerance and this many of its standard errors. */
const clearly = 5;

/** Within this share of the tolerance of each other, replicas may stay apart for the whole window without a consequence. */
const negligible = 1 / 3;

/** What is asked of a window. */
export interface StationarityOptions {
  /** Its arm's name, for the sentence. */
  readonly arm: string;
  /** Largest split-R̂ that passes; absent where the window is too short to ask replicas to mix. */
  readonly mixing?: number;
  /** Halves of the window until the one that is waited for, if this one will not do; default: none is. */
  readonly wait?: number;
}

/** Why a window is no equilibrium. */
export interface Unsteadiness {
  readonly sentence: string;
  /** How much a metric moves within the window, as a log ratio; infinite where replicas have not mixed. */
  readonly size: number;
  /** Whether the window shows that a later one will be no better. */
  readonly lasting: boolean;
}

/**
 * Why the window of an arm cannot be taken for equilibrium, if so: its second half differs from the first by more than the
 * tolerance, clearly; replicas move up and down together; or they stay apart from each other for the whole window.
 *
 * @param steady metric, comparison and tolerance
 * @param chains replica by replica, block means of the window in the order of time; at least 4 replicas
 */
export function unsteadiness(
  steady: SteadyMetric,
  chains: readonly Float64Array[],
  { arm, mixing, wait = 0 }: StationarityOptions,
): Unsteadiness | undefined {
  const { metric, tolerance } = steady;
  const lists = chains.map((chain) => Array.from(chain));
  const middle = lists[0].length / 2;
  const change = clearMean(lists.map((chain) => steady.drift(mean(chain.slice(0, middle)), mean(chain.slice(middle)))));
  if (Math.abs(change) > tolerance) {
    const sentence = `${metric.name} still drifts by ${ratioInWords(change)} between the halves of the window of ${arm}: the burn-in is too short`;
    return { sentence, size: Math.abs(change), lasting: false };
  }
  // About their own mean: the logarithm of a block of a skewed metric lies below that of the whole window in every block.
  const courses = lists.map((chain) => {
    const course = chain.map((value) => steady.drift(mean(chain), value));
    const middle = mean(course);
    return course.map((value) => value - middle);
  });
  const swing = Math.max(...lists[0].map((_, block) => Math.abs(clearMean(courses.map((course) => course[block])))));
  if (swing > 3 * tolerance) {
    const sentence = `${metric.name} of all replicas of ${arm} moves together by ${ratioInWords(swing)} in the course of the window: that is no equilibrium`;
    return { sentence, size: swing, lasting: false };
  }
  if (mixing === undefined || steady.apart === true) return undefined;
  const rHat = splitRHat(lists);
  const levels = (part: (chain: number[]) => number[]): number[] =>
    lists.map((chain) => steady.drift(mean(part(lists[0])), mean(part(chain))));
  if (!(rHat > mixing && sampleStandardDeviation(levels((chain) => chain)) > negligible * tolerance)) return undefined;
  const [early, late] = [levels((chain) => chain.slice(0, middle)), levels((chain) => chain.slice(middle))].map((each) =>
    sampleStandardDeviation(each),
  );
  // What is left of the spread after a half of the window, and of that as often again: R̂² is about 1 + B/W.
  const later = Math.sqrt(1 + (rHat ** 2 - 1) * pow(late / early, 2 * wait));
  const lasting = wait > 0 && later > maximalRHat;
  const sentence = `replicas of ${arm} stay apart in ${metric.name}: split-R̂ is ${rHat.toFixed(2)} > ${maximalRHat}${
    lasting
      ? `, and their spread in the second half of the window is ${(late / early).toFixed(2)} times that in the first, so that waiting does not end it`
      : ''
  }`;
  return { sentence, size: Infinity, lasting };
}

/** The mean, where it is clear of its standard error; otherwise 0. */
function clearMean(values: readonly number[]): number {
  const average = mean(values as number[]);
  const error = sampleStandardDeviation(values as number[]) / Math.sqrt(values.length);
  return Math.abs(average) > clearly * error ? average : 0;
}
