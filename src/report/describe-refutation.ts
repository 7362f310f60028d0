import { shellWord } from '../arithmetic/printable.ts';
import type { Document, Result } from '../suite/document.ts';
import { formatNumber } from './format-number.ts';

/**
 * A refuted law in a few lines: what failed, after how many configurations, the counterexample, the size of the deviation, what it
 * means, and how to see it again.
 *
 * @returns plain lines without indentation; the first is the headline
 */
export function describeRefutation(result: Result, document: Pick<Document, 'seed'>): string[] {
  const { law, subject, objective, evidence, counterexample, effect, interval, tolerance, unit, diagnosis, replay, foreign } =
    result;
  const lines = [`${law} is refuted for ${subject} on ${objective}`];
  if (evidence.kind !== 'none') {
    const { configurations, shrinks } = evidence;
    lines.push(
      `Failed after ${plural(configurations, 'configuration')}, shrunk ${plural(shrinks, 'time')} (seed ${document.seed})`,
    );
  }
  if (counterexample !== undefined) lines.push(`Counterexample: ${formatCounterexample(counterexample)}`);
  const [low, high] = interval;
  const range = low === high ? '' : ` in [${formatNumber(low)}, ${formatNumber(high)}]`;
  lines.push(`Effect ${formatNumber(effect)}${range} (${unit}), allowed ${formatNumber(tolerance)}`);
  if (diagnosis !== undefined) lines.push(`Likely cause: ${diagnosis}`);
  if (result.reproducible === false) {
    lines.push(
      'A new copy of the optimizer gave other numbers: it keeps something from run to run, or draws hidden random numbers',
    );
  }
  if (replay !== undefined) lines.push(`Replay: intrinsic-lr replay ${[replay, ...namesOf(foreign)].join(' ')}`);
  return lines;
}

/** What a token names that is not built in has to be named by whoever replays it. */
function namesOf({ optimizer, objective }: NonNullable<Result['foreign']> = {}): string[] {
  return [
    ...(optimizer === undefined ? [] : [`--optimizer ${shellWord(optimizer)}`]),
    ...(objective === undefined ? [] : [`--objective ${shellWord(objective)}`]),
  ];
}

/** `learningRate 0.5, weightDecay 0.25, initScale 1, steps 3`; the triple first. */
export function formatCounterexample(counterexample: NonNullable<Result['counterexample']>): string {
  const { learningRate, weightDecay, initScale, ...details } = counterexample;
  return Object.entries({ learningRate, weightDecay, initScale, ...details })
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** `1 time`, `3 times`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
