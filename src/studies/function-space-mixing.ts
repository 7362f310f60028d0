import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { exactly, meanOf, type Estimate } from './estimate.ts';
import { panel } from './panel.ts';
import { RATE } from './rate.ts';
import { measured } from './series.ts';
import type { Study } from './study.ts';
import type { StudyContext } from './study-context.ts';

const INTRINSIC = 0.01;
const CLASSES = 10;
/** Steps before the rates become equal; snapshots afterwards, in units of 1/(ηλ). */
const BEFORE = 3 / INTRINSIC;
const TIMES = [0, 1, 2, 3, 4, 5, 6];

/** Labels that the replicas predict: [replica][time][test input]. */
type Labels = readonly (readonly Uint8Array[])[];

/** Whether two histories come to the same function, in distribution. */
export const functionSpaceMixing: Study = {
  name: 'function-space-mixing',
  question:
    'Do runs with different histories come to the same distribution of predictions, and how many trials does it take to see?',
  askedBy: [
    { reviewer: 1, point: 'question 6', asks: 'what is the number of trials in figure 2(b)?' },
    { reviewer: 4, point: 'weakness 1', asks: 'that equilibrium does not depend on initial rate and initialisation' },
  ],
  answer:
    'They do: the distance is at its floor after about 1/(ηλ) steps. Two hundred trials suffice if the bias of few trials is taken off; the paper had 500.',
  prediction:
    'The ℓ1 distance of label distributions falls to its floor in O(1/(ηλ)) steps; the floor of n trials is (2/√(πn)) Σₖ √(p(1 − p)): 0.05 at the paper’s n = 500 and p = ½',
  source:
    'the fast equilibrium conjecture, Li, Lyu & Arora 2020; the floor: mean absolute difference of two normal estimates of a share',
  protocol: `Plain SGD on digits (batch normalisation, 16 units, batch 16): for ${BEFORE} steps at ηλ = 0.05 or at 0.0005, then both at ${INTRINSIC}; labels of 360 test inputs over independent replicas. A third ensemble repeats the first history: its distance is the floor.`,
  failsWhere: 'Distances below the floor are no evidence. Basins behind barriers keep functions apart for exponentially long.',
  seconds: { quick: 25, full: 120 },

  async run(context) {
    const replicas = context.size(200, 500);
    const large = await labelsOf(context, 'large', 5, replicas);
    const again = await labelsOf(context, 'again', 5, replicas);
    const small = await labelsOf(context, 'small', 0.05, replicas);
    const apart = TIMES.map((_, time) => distance(large, small, time));
    const floor = TIMES.map((_, time) => distance(large, again, time));
    const predicted = TIMES.map((_, time) => predictedFloor(large, time));
    const squared = TIMES.map((_, time) => squaredDistance(large, small, time));
    const late = [4, 5, 6];
    const settled = (values: readonly number[]): number => mean(late.map((time) => values[time]));
    const left = squared[0].map((_, i) => mean(late.map((time) => squared[time][i])) / mean(squared[0]));
    const share = (time: number): Estimate => meanOf(squared[time].map((value) => value / meanOf(squared[0]).value));
    return {
      claims: [
        claim('ℓ1 distance when rates become equal, over the floor', exactly(apart[0] / floor[0]), { above: 1.5 }),
        claim('ℓ1 distance after 4 to 6/(ηλ), over the floor', exactly(settled(apart) / settled(floor)), { below: 1.15 }),
        claim('squared distance without the bias of few trials after 4 to 6/(ηλ), over its start', meanOf(left), {
          theory: 0,
          apart: 0.1,
        }),
        claim('measured floor over its formula, mean over times', exactly(mean(floor) / mean(predicted)), {
          theory: 1,
          within: 0.2,
        }),
      ],
      table: TIMES.map((time, i) => ({
        'steps × ηλ': time,
        'ℓ1 distance': apart[i],
        'measured floor': floor[i],
        'floor, formula': predicted[i],
        'squared distance over its start': share(i).value,
        trials: replicas,
      })),
      figure: {
        title: 'Distance of label distributions after two histories',
        caption: `Plain SGD on digits, ${replicas} independent trials each: at ηλ = 0.05 or 0.0005 before, at ${INTRINSIC} from 0 on. Left: ℓ1 distance of the distributions of predicted labels, mean over 360 test inputs, beside that of two ensembles of one history. Right: squared distance without the bias of few trials, with 99.99 % intervals.`,
        panels: [
          panel('ℓ1 distance', { x: 'steps since rates are equal × ηλ', y: 'ℓ1 distance' }, [
            { name: 'floor, formula', kind: 'theory', points: TIMES.map((x, i) => ({ x, y: predicted[i] })) },
            measured('two histories', TIMES, apart.map(exactly)),
            measured('one history, twice', TIMES, floor.map(exactly)),
          ]),
          panel('squared distance over its start', { x: 'steps since rates are equal × ηλ', y: 'share left' }, [
            { name: 'equal', kind: 'bound', points: [0, 6].map((x) => ({ x, y: 0 })) },
            measured(
              'two histories',
              TIMES,
              TIMES.map((_, i) => share(i)),
            ),
          ]),
        ],
      },
    };
  },
};

async function labelsOf({ run }: StudyContext, label: string, factor: number, replicas: number): Promise<Labels> {
  const learningRate = {
    pieces: [
      { from: 1, value: factor },
      { from: BEFORE + 1, value: 1 },
    ],
  };
  const settings = { learningRate, weightDecay: INTRINSIC };
  const { start, later } = await run({
    label,
    objective: objective('digits-mlp?widths=16&batch=16'),
    replicas,
    metrics: [RATE],
    arms: {
      start: { ...settings, windows: [{ from: BEFORE - 15, to: BEFORE }], snapshots: 1 },
      later: { ...settings, windows: [{ from: BEFORE + 1, to: BEFORE + 6 / INTRINSIC }], snapshots: 6 },
    },
  });
  return start.replicas.map((replica, i) => [...replica.predictions(), ...later.replicas[i].predictions()]);
}

/** [input][class] → number of replicas that predict it. */
function counts(labels: Labels, time: number): Float64Array[] {
  const table = Array.from(labels[0][time], () => new Float64Array(CLASSES));
  for (const replica of labels) replica[time].forEach((label, input) => (table[input][label] += 1));
  return table;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function distance(a: Labels, b: Labels, time: number): number {
  const [one, other] = [counts(a, time), counts(b, time)];
  return mean(
    one.map((row, input) => row.reduce((sum, count, k) => sum + Math.abs(count / a.length - other[input][k] / b.length), 0)),
  );
}

function predictedFloor(labels: Labels, time: number): number {
  const n = labels.length;
  const spreads = counts(labels, time).map((row) =>
    row.reduce((sum, count) => sum + Math.sqrt((count / n) * (1 - count / n)), 0),
  );
  return (2 / Math.sqrt(Math.PI * n)) * mean(spreads);
}

/** Σₖ (p − q)² without bias, as jackknife pseudo-values, one a pair of replicas. */
function squaredDistance(a: Labels, b: Labels, time: number): number[] {
  const n = a.length;
  const [one, other] = [counts(a, time), counts(b, time)];
  const unbiased = (x: number, y: number, m: number): number => {
    const [p, q] = [x / m, y / m];
    return (p - q) ** 2 - (p * (1 - p) + q * (1 - q)) / (m - 1);
  };
  const total = (skipped: number | undefined): number =>
    mean(
      one.map((row, input) =>
        row.reduce((sum, count, k) => {
          const x = skipped !== undefined && a[skipped][time][input] === k ? count - 1 : count;
          const y = skipped !== undefined && b[skipped][time][input] === k ? other[input][k] - 1 : other[input][k];
          return sum + unbiased(x, y, skipped === undefined ? n : n - 1);
        }, 0),
      ),
    );
  const whole = total(undefined);
  return a.map((_, i) => n * whole - (n - 1) * total(i));
}
