import { exp } from '../arithmetic/elementary.ts';
import { gradientMoment } from '../metrics/gradient-moment.ts';
import { loss } from '../metrics/loss.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, type Estimate } from './estimate.ts';
import { panel } from './panel.ts';
import { droppedAfter, RATE } from './rate.ts';
import { measured } from './series.ts';
import type { Study } from './study.ts';
import type { ArmReadings } from './study-context.ts';

const NETWORK = 'convnet?data=mnist&shrink=4&channels=4,8,8,8&batch=16';
const K = 8;
/** ηλ at the end, in all runs. */
const FINAL = 0.01;
/** Steps until the rates are the same. */
const BEFORE = 120;
const LAST = BEFORE + 5 / FINAL;
/** Beginnings of short windows; the fourth ends with the histories, the fifth begins when the rates are the same. */
const TIMES = [8, 24, 56, BEFORE - 15, BEFORE + 1, BEFORE + 32, BEFORE + 80, BEFORE + 160, BEFORE + 320];
const [HISTORY, EQUAL, END] = [3, 4, TIMES.length];

/** Whether what holds of a perceptron on small digits holds of a convolutional network on MNIST. */
export const largerData: Study = {
  name: 'larger-data',
  question:
    'Do the equilibrium, the fall and recovery of the effective rate, and the parity of small rates hold of a convolutional network on MNIST?',
  askedBy: [],
  answer: 'They do, of a small one: four layers of 4 and 8 channels, on 2,000 digits.',
  prediction: `Three histories come to the same loss and effective rate O(1/(ηλ)) steps after their ηλ became the same, a rate that was small from the start to the same accuracy; a fall of η by k = ${K} is one of the effective rate at once, and in the end one by √k·√(S₁/S₀)`,
  source:
    'Li, Lyu & Arora 2020 (arXiv 2010.02916): "a simple 4-layer normalized CNN" on MNIST with three schedules, and its two main predictions',
  protocol: `Plain SGD on a batch-normalised network of four convolutions (${NETWORK}): ${BEFORE} steps at ηλ = ${K * FINAL}, ${FINAL} or ${FINAL / K}, then all at ${FINAL}. The data are 2,500 digits of MNIST, averaged to 7×7 pixels.`,
  failsWhere:
    'The final fall is a mean over units, of which each has its own S₁/S₀. A network and a data set of the paper’s size are not asked.',
  correction:
    'After 3 to 5/(ηλ) steps the effective rate of the history with the large rate is still about 4 % above the others’; when the rates became equal it was at half of them.',
  seconds: { quick: 25, full: 100 },

  async run({ run, size }) {
    const windows = [...TIMES.map((from) => ({ from, to: from + 15 })), { from: LAST - 2 / FINAL + 1, to: LAST }];
    const arm = { windows, snapshots: 1, equilibrium: END, weightDecay: FINAL, traceAt: [BEFORE, BEFORE + 1] };
    const read = await run({
      objective: objective(NETWORK),
      replicas: size(16, 64),
      metrics: [loss, RATE, gradientMoment],
      arms: {
        large: { ...arm, learningRate: droppedAfter(BEFORE, K, K) },
        same: { ...arm, learningRate: 1 },
        small: { ...arm, learningRate: droppedAfter(BEFORE, 1 / K, 1 / K) },
      },
    });
    const { large, same, small } = read;
    return {
      claims: [
        ...rows({ large, small }).flatMap(([history, readings]) => [
          claim(`loss at the end, ${history} over same`, ratio(readings, same, END), { theory: 1, within: 0.1 }),
          claim(`effective rate at the end, ${history} over same`, rateRatio(readings, same, END), { theory: 1, within: 0.1 }),
          claim(`test accuracy at the end, ${history} minus same`, gap(readings, same), { theory: 0, apart: 0.08 }),
        ]),
        claim('effective rate when rates become equal, large over same', rateRatio(large, same, EQUAL), { below: 0.8 }),
        claim('effective rate when rates become equal, small over same', rateRatio(small, same, EQUAL), { above: 1.2 }),
        claim(`effective rate right after the fall over the one before it is 1/${K}`, atOnce(large), {
          theory: 1 / K,
          within: 0.1,
        }),
        claim('final fall times √k √(S₁/S₀) is 1', finalFall(large), { theory: 1, within: 0.12 }),
      ],
      table: TIMES.map((step, i) => ({
        step,
        ...Object.fromEntries(
          rows(read).map(([history, readings]) => [`loss, ${history}`, meanOf(readings.mean(loss, i)).value]),
        ),
        ...Object.fromEntries(
          rows(read).map(([history, readings]) => [`ln ELR, ${history}`, meanOf(readings.mean(RATE, i)).value]),
        ),
      })),
      figure: {
        title: 'Three histories of a convolutional network on MNIST',
        caption: `Plain SGD, mean over replicas with 99.99 % intervals: ηλ = ${K * FINAL} (large), ${FINAL} (same) or ${FINAL / K} (small) for ${BEFORE} steps, and then ${FINAL}.`,
        panels: [
          panel('training loss', { x: 'step', y: 'mini-batch loss', logarithmic: 'x' }, curves(read, (readings, i) => readings.mean(loss, i))), // prettier-ignore
          panel('effective rate', { x: 'step', y: 'ELR', logarithmic: 'xy' }, curves(read, (readings, i) => readings.mean(RATE, i).map(exp))), // prettier-ignore
        ],
      },
    };
  },
};

type Histories = Readonly<Record<string, ArmReadings>>;
const rows = (histories: Histories): [string, ArmReadings][] => Object.entries(histories);

function curves(histories: Histories, value: (readings: ArmReadings, window: number) => number[]): ReturnType<typeof measured>[] {
  return rows(histories).map(([history, readings]) =>
    measured(
      history,
      TIMES,
      TIMES.map((_, i) => meanOf(value(readings, i))),
    ),
  );
}

function ratio(a: ArmReadings, b: ArmReadings, window: number): Estimate {
  return meanOf(a.mean(loss, window).map((value, i) => value / b.mean(loss, window)[i]));
}

function rateRatio(a: ArmReadings, b: ArmReadings, window: number): Estimate {
  return meanOf(a.mean(RATE, window).map((value, i) => exp(value - b.mean(RATE, window)[i])));
}

function gap(a: ArmReadings, b: ArmReadings): Estimate {
  const accuracy = ({ replicas }: ArmReadings): number[] => replicas.map((replica) => replica.evaluation('testAccuracy'));
  return meanOf(accuracy(a).map((value, i) => value - accuracy(b)[i]));
}

function atOnce(large: ArmReadings): Estimate {
  return meanOf(large.at(RATE, 1).map((after, i) => exp(after - large.at(RATE, 0)[i])));
}

function finalFall(large: ArmReadings): Estimate {
  const [before, after] = [HISTORY, END].map((window) => large.mean(gradientMoment, window));
  const fall = large.mean(RATE, END).map((rate, i) => exp(rate - large.mean(RATE, HISTORY)[i]));
  return meanOf(fall.map((value, i) => value * Math.sqrt((K * after[i]) / before[i])));
}
