import fc from 'fast-check';
import type { History, Phase } from '../setting.ts';
import { choiceField } from './choice-field.ts';
import type { Field } from './field.ts';
import { leaning } from './leaning.ts';
import { numberField } from './number-field.ts';

/**
 * Which of the two, and how it differs where the setting is plain: the runs are on either side of everything that is claimed not to
 * matter.
 */
export type Side = {
  readonly path: 'first' | 'second';
  readonly learningRate: number;
  readonly norm: number;
  readonly start: History['start'];
};

/** The plain pair: η four times as large and λ four times as small, from four times the norm at equilibrium, and from one
 * direction.
 */
export const sides: readonly Side[] = [
  { path: 'first', learningRate: 1, norm: 1, start: 'random' },
  { path: 'second', learningRate: 4, norm: 4, start: 'common' },
];

const starts: Readonly<Record<History['start'], string>> = {
  random: 'from a random direction',
  common: 'from one direction in every replica',
  least: 'from where the loss is least',
  most: 'from where the loss is most',
  lowest: 'from where the last metric is lowest',
  highest: 'from where the last metric is highest',
  trained: 'from the end of another run',
};

/** What can be chosen of the history of one of the two runs. */
export function historyFields({ path, learningRate, norm, start }: Side): readonly Field[] {
  const run = `the ${path} run`;
  const around = <Value>(plain: Value, others: readonly Value[]): Value[] => [
    plain,
    ...others.filter((value) => value !== plain),
  ];
  return [
    numberField({
      path: `${path}.learningRate`,
      name: `η of ${run}`,
      values: around(learningRate, [1, 4, 1 / 4, 16, 1 / 16, 64, 1 / 64, 1024, 1 / 1024]),
      words: (value) => `${run} at ${value} times η and λ/${value}`,
    }),
    numberField({
      path: `${path}.norm`,
      name: `norm at the start of ${run}`,
      values: around(norm, [1, 4, 1 / 4, 16, 1 / 16, 64, 1 / 64]),
      words: (value) => `${run} from ${value} times its norm at equilibrium`,
    }),
    choiceField(
      `${path}.start`,
      `start of ${run}`,
      around<string>(start, Object.keys(starts)),
      (value) => `${run} ${starts[value as History['start']]}`,
      // Pure noise has no loss that could be least somewhere.
      ({ objective }) => objective.family !== 'isotropic-noise',
    ),
    phasesField(path, run),
  ];
}

const factors = [1, 4, 1 / 4, 16, 1 / 16, 64, 1 / 64];
const phase: fc.Arbitrary<Phase> = fc.record({
  duration: fc.constantFrom(1, 2, 5, 10, 20),
  learningRate: leaning(factors),
  weightDecay: leaning(factors),
});

/** The fastest decay of an earlier phase: from 1 on, weights change their sign. */
const FASTEST = 0.4;

/** The largest factor that is not above x. */
function roundedDown(x: number): number {
  let power = 64;
  while (power > x) power /= 4;
  return power;
}

function phasesField(path: string, run: string): Field {
  return {
    path: `${path}.phases`,
    name: `earlier phases of ${run}`,
    plain: [],
    arbitrary: fc.array(phase, { maxLength: 2 }),
    extremes: [
      [{ duration: 20, learningRate: 64, weightDecay: 1 }],
      [{ duration: 20, learningRate: 1 / 64, weightDecay: 1 }],
      [{ duration: 20, learningRate: 1, weightDecay: 64 }],
    ],
    matters: () => true,
    bounded: (value, { rate }) =>
      (value as readonly Phase[]).map((each) =>
        rate * each.learningRate * each.weightDecay > FASTEST
          ? { ...each, weightDecay: roundedDown(FASTEST / rate / each.learningRate) }
          : each,
      ),
    doses: () => [],
    words: (value) =>
      `${run} after ${(value as readonly Phase[])
        .map(({ duration, learningRate, weightDecay }) => `${duration}/(ηλ) steps at ${learningRate}·η and ${weightDecay}·λ`)
        .join(' and ')}`,
  };
}
