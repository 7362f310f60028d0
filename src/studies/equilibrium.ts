import { exp } from '../arithmetic/elementary.ts';
import { loss } from '../metrics/loss.ts';
import type { Metric } from '../metrics/metric.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through, type Estimate } from './estimate.ts';
import { panel } from './panel.ts';
import { RATE } from './rate.ts';
import { measured } from './series.ts';
import type { Study } from './study.ts';

/** Until when runs are compared, and how long a piece is, in units of 1/(ηλ). */
const [HORIZON, PIECE] = [10, 0.2];

const TRIPLES = [
  { learningRate: 1 / 16, weightDecay: 0.32, initScale: 2.5 },
  { learningRate: 1 / 2, weightDecay: 0.04, initScale: 2 },
  { learningRate: 4, weightDecay: 0.005, initScale: 1 },
  { learningRate: 32, weightDecay: 0.000625, initScale: 0.5 },
  { learningRate: 4, weightDecay: 0.025, initScale: 1 },
].map((triple) => ({ ...triple, intrinsic: triple.learningRate * triple.weightDecay }));

/** The claim of the paper in one figure. */
export const equilibrium: Study = {
  name: 'equilibrium',
  question:
    'Do runs with the same ηλ come to the same equilibrium, whatever η, λ and the scale of the start are, and runs with another ηλ to another?',
  askedBy: [
    {
      reviewer: 2,
      point: 'strengths',
      asks: 'equilibrium is governed by learning rate × weight decay, and mixing into it is surprisingly fast',
    },
    { reviewer: 4, point: 'weakness 1', asks: 'equilibrium that depends neither on the initial rate nor on the initialisation' },
  ],
  answer: 'They do.',
  prediction: 'Effective rate and loss at equilibrium are functions of ηλ, reached in O(1/(ηλ)) steps; another ηλ has others',
  source: 'Li, Lyu & Arora 2020, the fast equilibrium conjecture',
  protocol:
    'Plain SGD on digits (batch normalisation, 16 units, batch 16): four triples with ηλ = 0.02 over four orders of magnitude of ‖w₀‖²/η, and one with 0.1.',
  failsWhere:
    'Trained weights that decay without being scale-invariant; no gradient noise; barriers between basins that are several temperatures high.',
  seconds: { quick: 8, full: 40 },

  async run({ run, size }) {
    const arms = TRIPLES.map(({ learningRate, weightDecay, initScale, intrinsic }, i) => {
      const length = Math.round(PIECE / intrinsic);
      const pieces = Array.from({ length: HORIZON / PIECE / 2 }, (_, piece) => ({
        from: 2 * piece * length + 1,
        to: 2 * (piece + 1) * length,
      }));
      const windows = [...pieces, { from: 6 / intrinsic, to: HORIZON / intrinsic }];
      return [`${i}`, { learningRate, weightDecay, initScale, windows }] as const;
    });
    const read = await run({
      objective: objective('digits-mlp?widths=16&batch=16'),
      replicas: size(64, 256),
      metrics: [RATE, loss],
      arms: Object.fromEntries(arms),
    });
    const pieces = HORIZON / PIECE / 2;
    const times = Array.from({ length: pieces }, (_, i) => (2 * i + 1) * PIECE);
    const against = (metric: Metric, i: number): Estimate => {
      const base = read['0'].mean(metric, pieces);
      const differences = read[i]
        .mean(metric, pieces)
        .map((value, j) => (metric === RATE ? exp(value - base[j]) : value / base[j]));
      return meanOf(differences);
    };
    const name = (i: number): string => {
      const { learningRate, weightDecay, initScale, intrinsic } = TRIPLES[i];
      return `ηλ ${intrinsic}: η ${learningRate}, λ ${weightDecay}, scale ${initScale}`;
    };
    const curves = (metric: Metric) =>
      TRIPLES.map((_, i) =>
        measured(
          name(i),
          times,
          times.map((_, piece) =>
            metric === RATE ? through(meanOf(read[i].mean(RATE, piece)), exp) : meanOf(read[i].mean(loss, piece)),
          ),
        ),
      );
    return {
      claims: [
        ...[1, 2, 3].flatMap((i) => [
          claim(`effective rate of ${name(i)} over the first triple’s`, against(RATE, i), { theory: 1, within: 0.02 }),
          claim(`loss of ${name(i)} over the first triple’s`, against(loss, i), { theory: 1, within: 0.02 }),
        ]),
        claim('effective rate at five times ηλ over it', against(RATE, 4), { above: 1.5 }),
        claim('loss at five times ηλ over it', against(loss, 4), { above: 1.1 }),
      ],
      table: TRIPLES.map(({ learningRate, weightDecay, initScale, intrinsic }, i) => ({
        η: learningRate,
        λ: weightDecay,
        scale: initScale,
        ηλ: intrinsic,
        'effective rate': exp(meanOf(read[i].mean(RATE, pieces)).value),
        loss: meanOf(read[i].mean(loss, pieces)).value,
      })),
      figure: {
        title: 'Triples with the same intrinsic learning rate meet, one with five times as much does not',
        caption:
          'Plain SGD on digits with batch normalisation, mean over replicas with 99.99 % intervals (of the effective rate the geometric mean over units).',
        panels: [
          panel('effective learning rate', { x: 'steps × ηλ', y: 'η/‖w‖²', logarithmic: 'y' }, curves(RATE)),
          panel('mini-batch loss', { x: 'steps × ηλ', y: 'loss' }, curves(loss)),
        ],
      },
    };
  },
};
