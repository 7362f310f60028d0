import { loss } from '../metrics/loss.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, type Estimate } from './estimate.ts';
import { panel } from './panel.ts';
import { droppedAfter } from './rate.ts';
import { measured, spread } from './series.ts';
import type { Study } from './study.ts';
import type { ArmReadings } from './study-context.ts';

const K = 20;
/** ηλ at the end, in both runs. */
const FINAL = 0.002;
const LARGE = K * FINAL;

/** Whether a large initial learning rate is needed, or only time. */
export const initialRate: Study = {
  name: 'initial-rate',
  question: 'Is a large initial learning rate needed to end well, or does a small one end as well if it is given the time?',
  askedBy: [
    { reviewer: 2, point: '10 and 11', asks: 'what does the large initial rate do; extend the sweep to smaller rates' },
    { reviewer: 3, point: 'strengths', asks: 'small rates can perform equally well when forced to reach equilibrium' },
  ],
  answer: 'It is not needed, it saves time: both end alike, the small one later.',
  prediction:
    'What a run ends in is the equilibrium of its last ηλ: a rate that is small from the start comes to the same loss and accuracy, after O(1/(ηλ)) of its own steps, many more than the large one needed',
  source:
    'the fast equilibrium conjecture; the paper’s parity of an initial rate 100 times smaller in ten times the epochs, Li, Lyu & Arora 2020',
  protocol: `Plain SGD on digits (batch normalisation, 16 units, batch 16): at ηλ = ${LARGE} for 3/(ηλ) steps and then at a ${K}th of it, or at that from the start, all from six times the usual norm; read at a fifth of 1/(ηλ) and after 8/(ηλ).`,
  failsWhere: 'Where basins are kept apart by barriers; budgets of fewer steps than 1/(ηλ).',
  correction:
    'From the standard initialisation the small rate is not even slower: the effective rate tunes itself in the first steps, whatever η is. It takes a start above the equilibrium norm (here six times the usual one) for the large rate to save time.',
  seconds: { quick: 30, full: 150 },

  async run({ run, size }) {
    const before = 3 / LARGE;
    const last = 8 / FINAL;
    const times = spread(32, last - 400, 12).map((t) => Math.round(t / 16) * 16);
    const windows = [...times.map((from) => ({ from: from + 1, to: from + 48 })), { from: 6 / FINAL + 1, to: last }];
    const [start, large, small] = [{ windows, snapshots: 1, equilibrium: times.length, initScale: 6 }, K, 1];
    const read = await run({
      objective: objective('digits-mlp?widths=16&batch=16'),
      replicas: size(24, 96),
      metrics: [loss],
      arms: {
        dropped: { ...start, learningRate: droppedAfter(before, large, K), weightDecay: FINAL },
        small: { ...start, learningRate: small, weightDecay: FINAL },
        kept: { ...start, learningRate: large, weightDecay: FINAL },
      },
    });
    const ratio = (a: ArmReadings, b: ArmReadings, window: number): Estimate =>
      meanOf(a.mean(loss, window).map((value, i) => value / b.mean(loss, window)[i]));
    const accuracy = (arm: ArmReadings): number[] => arm.replicas.map((replica) => replica.evaluation('testAccuracy'));
    const gap = meanOf(accuracy(read.small).map((value, i) => value - accuracy(read.dropped)[i]));
    const early = times.findIndex((t) => t >= before + 16);
    return {
      claims: [
        claim('training loss at the end, small from the start over dropped', ratio(read.small, read.dropped, times.length), {
          theory: 1,
          within: 0.04,
        }),
        claim('test accuracy at the end, small minus dropped', gap, { theory: 0, apart: 0.02 }),
        claim('training loss at the end, never dropped over dropped', ratio(read.kept, read.dropped, times.length), {
          above: 1.1,
        }),
        claim(
          `training loss after ${times[early]} steps, small from the start over dropped`,
          ratio(read.small, read.dropped, early),
          { above: 1.1 },
        ),
      ],
      table: times.map((t, i) => ({
        step: t,
        'loss, dropped': meanOf(read.dropped.mean(loss, i)).value,
        'loss, small from the start': meanOf(read.small.mean(loss, i)).value,
        'loss, never dropped': meanOf(read.kept.mean(loss, i)).value,
      })),
      figure: {
        title: 'A large initial learning rate, and a small one that is given time',
        caption: `Plain SGD on digits, mini-batch loss, mean over replicas with 99.99 % intervals: ηλ = ${LARGE} throughout, the same for ${before} steps and then ${FINAL}, and ${FINAL} from the start.`,
        panels: [
          panel('training loss', { x: 'step', y: 'mini-batch loss', logarithmic: 'x' }, [
            measured(
              'dropped',
              times,
              times.map((_, i) => meanOf(read.dropped.mean(loss, i))),
            ),
            measured(
              'small from the start',
              times,
              times.map((_, i) => meanOf(read.small.mean(loss, i))),
            ),
            measured(
              'never dropped',
              times,
              times.map((_, i) => meanOf(read.kept.mean(loss, i))),
            ),
          ]),
        ],
      },
    };
  },
};
