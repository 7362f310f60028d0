import { exp } from '../arithmetic/elementary.ts';
import { logWeightNorm } from '../metrics/log-weight-norm.ts';
import { loss } from '../metrics/loss.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through } from './estimate.ts';
import { panel } from './panel.ts';
import { RATE } from './rate.ts';
import { measured } from './series.ts';
import type { Study } from './study.ts';

const INTRINSIC = 0.01;
const RATES = [0.25, 1, 4];

/** Why norms part where everything else meets. */
export const normCurves: Study = {
  name: 'norm-curves',
  question: 'Why do the curves of weight norms diverge from each other at equal ηλ?',
  askedBy: [{ reviewer: 1, point: 'question 8', asks: 'why the solid curves (log weight norm) of figure 4(b) diverge' }],
  answer:
    'Because equilibrium norms depend on η/λ and not on ηλ: they end in the ratio √(η₁/η₂), while effective rate and loss meet.',
  prediction:
    'ρ*⁴ = ηS/(λ(2 − ηλ)) depends on η/λ, so that norms at equal ηλ are in the ratio √(η₁/η₂); effective rate and loss agree',
  source: 'the balance of decay and noise in ‖w‖⁴; Li, Lyu & Arora 2020',
  protocol: `Plain SGD on digits (batch normalisation, 16 units, batch 16) at ηλ = ${INTRINSIC} with η = ${RATES.join(', ')}, all from the same start, until 10/(ηλ).`,
  failsWhere: 'A comparison of norms, or of gradient norms, at equal ηλ: it has to fail.',
  seconds: { quick: 8, full: 40 },

  async run({ run, size }) {
    const pieces = Array.from({ length: 20 }, (_, i) => ({ from: 48 * i + 1, to: 48 * (i + 1) }));
    const windows = [...pieces, { from: 6 / INTRINSIC, to: 10 / INTRINSIC }];
    const arms = RATES.map((rate) => [`${rate}`, { learningRate: rate, weightDecay: INTRINSIC / rate, windows }] as const);
    const read = await run({
      objective: objective('digits-mlp?widths=16&batch=16'),
      replicas: size(32, 128),
      metrics: [logWeightNorm, RATE, loss],
      arms: Object.fromEntries(arms),
    });
    const [slow, middle, fast] = RATES.map((rate) => read[rate]);
    const last = pieces.length;
    const between = (metric: typeof loss): number[] =>
      fast.mean(metric, last).map((value, i) => value - slow.mean(metric, last)[i]);
    const ratio = middle.mean(logWeightNorm, last).map((value, i) => exp(value - slow.mean(logWeightNorm, last)[i]));
    const losses = fast.mean(loss, last).map((value, i) => value / slow.mean(loss, last)[i]);
    const times = pieces.map(({ from, to }) => ((from + to) / 2) * INTRINSIC);
    const curve = (metric: typeof loss, rate: number) => pieces.map((_, i) => through(meanOf(read[rate].mean(metric, i)), exp));
    return {
      claims: [
        claim('norm at η = 4 over norm at η = 1/4', through(meanOf(between(logWeightNorm)), exp), { theory: 4, within: 0.02 }),
        claim('norm at η = 1 over norm at η = 1/4', meanOf(ratio), { theory: 2, within: 0.02 }),
        claim('effective rate at η = 4 over that at η = 1/4', through(meanOf(between(RATE)), exp), { theory: 1, within: 0.03 }),
        claim('loss at η = 4 over loss at η = 1/4', meanOf(losses), { theory: 1, within: 0.02 }),
      ],
      table: RATES.map((rate) => ({
        η: rate,
        λ: INTRINSIC / rate,
        norm: exp(meanOf(read[rate].mean(logWeightNorm, last)).value),
        ELR: exp(meanOf(read[rate].mean(RATE, last)).value),
        loss: meanOf(read[rate].mean(loss, last)).value,
      })),
      figure: {
        title: `Norms part and effective rates meet at ηλ = ${INTRINSIC}`,
        caption:
          'Plain SGD on digits with batch normalisation, three learning rates at the same ηλ from the same start; geometric mean over units, mean over replicas with 99.99 % intervals. Norms end in the ratio √(η₁/η₂) = 2.',
        panels: [
          panel(
            'norm',
            { x: 'steps × ηλ', y: '‖w‖', logarithmic: 'y' },
            RATES.map((rate) => measured(`η = ${rate}`, times, curve(logWeightNorm, rate))),
          ),
          panel(
            'effective rate',
            { x: 'steps × ηλ', y: 'η/‖w‖²', logarithmic: 'y' },
            RATES.map((rate) => measured(`η = ${rate}`, times, curve(RATE, rate))),
          ),
        ],
      },
    };
  },
};
