import { exp, log } from '../arithmetic/elementary.ts';
import { gradientMoment } from '../metrics/gradient-moment.ts';
import { logEffectiveRate } from '../metrics/log-effective-rate.ts';
import type { Metric } from '../metrics/metric.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through, type Estimate } from './estimate.ts';
import { evenly, measured, theory } from './series.ts';
import type { Study } from './study.ts';
import type { ArmReadings, StudyContext } from './study-context.ts';

const RATE = logEffectiveRate(2);
/** The drop is by this factor. */
const K = 10;
/** Intrinsic learning rate before the drop. */
const BEFORE = 0.01;
const AFTER = BEFORE / K;
/** When the recovery is compared with its formula, in units of 1/(ηλ) after the drop. */
const TIMES = [0.1, 0.3, 0.6, 1, 1.5];

/** ELR(t) over its final value. */
const recovery = (t: number): number => 1 / Math.sqrt(1 + (K - 1) * exp(-4 * t));

/** The fall by k at once and the recovery to √k. */
export const rateDrop: Study = {
  name: 'rate-drop',
  question: 'Does the effective learning rate fall by k at once when η is divided by k, and then recover to a fall of √k?',
  askedBy: [{ reviewer: 1, point: 'weakness, prediction 1', asks: 'measure the fall by 10 and the recovery to √10' }],
  answer:
    'It does, and follows the predicted curve within 1 %; where the noise changes with the loss, the final fall is √k·√(S₁/S₀).',
  prediction:
    'ELR(t)/ELR(∞) = [1 + (k − 1) e^(−4ηλt)]^(−1/2) after the drop, from a fall by k to one by √k·√(S₁/S₀), S the second moment of the gradient',
  source: 'dγ/dt = −4ηλγ + 2S for γ = ‖w‖⁴/η², Li, Lyu & Arora 2020, solved from γ = k²γ*/k',
  protocol: `Plain SGD on isotropic noise (100 weights) from its equilibrium at ηλ = ${BEFORE}; η is divided by ${K}. The same on digits, where S changes: a layer-normalised network of one hidden layer, which is one unit, from equilibrium to equilibrium.`,
  failsWhere:
    'The final fall is not √k where the gradient noise depends on where training is: there S₁/S₀ has to be measured, too.',
  seconds: { quick: 10, full: 60 },

  async run({ run, size }) {
    const burnIn = 4 / BEFORE;
    const noise = objective('isotropic-noise?dimension=100');
    const grid = evenly(0, 2, 41).map((t) => burnIn + Math.round(t / AFTER) + (t === 0 ? 1 : 0));
    const stops = TIMES.map((t) => burnIn + Math.round(t / AFTER));
    const dropped = {
      pieces: [
        { from: 1, value: 1 },
        { from: burnIn + 1, value: 1 / K },
      ],
    };
    const { drop } = await run({
      objective: noise,
      replicas: size(96, 384),
      metrics: [RATE],
      arms: {
        drop: {
          learningRate: dropped,
          weightDecay: BEFORE,
          initScale: 7,
          traceAt: [burnIn, ...grid, ...stops],
          start: { kind: 'exact' },
        },
      },
    });
    const atEquilibrium = log(Math.sqrt((BEFORE * (2 - BEFORE)) / 99));
    const final = log(Math.sqrt((AFTER * (2 - AFTER)) / 99));
    const ratio = (point: number): ReturnType<typeof meanOf> => through(meanOf(drop.at(RATE, point).map((r) => r - final)), exp);
    const before = drop.at(RATE, 0);
    const atOnce = meanOf(drop.at(RATE, 1).map((r, i) => exp(r - before[i])));
    const curve = grid.map((_, i) => ratio(1 + i));
    const points = TIMES.map((t, i) => ({ t, estimate: ratio(1 + grid.length + i) }));
    const network = await onDigits(run, size(48, 96));
    return {
      claims: [
        claim('ELR before the drop is √(ηλ(2 − ηλ)/S)', through(meanOf(before.map((r) => r - atEquilibrium)), exp), {
          theory: 1,
          within: 0.02,
        }),
        claim(`ELR right after the drop over ELR before it is 1/${K}`, atOnce, { theory: 1 / K, within: 0.02 }),
        ...points.map(({ t, estimate }) =>
          claim(`ELR over its final value at ηλt = ${t}`, estimate, { theory: recovery(t), within: 0.02 }),
        ),
        claim('on digits the final fall times √k √(S₁/S₀) is 1', network.corrected, { theory: 1, within: 0.06 }),
        claim('on digits the final fall times √k alone is below 1', network.plain, { below: 0.99 }),
      ],
      table: points.map(({ t, estimate }) => ({ 'ηλ·t after the drop': t, 'ELR/ELR(∞)': estimate.value, theory: recovery(t) })),
      figure: {
        title: `Effective learning rate after η is divided by ${K}`,
        caption: `Plain SGD on isotropic noise in 100 dimensions, mean over ${before.length} replicas with 99.99 % intervals, from equilibrium at ηλ = ${BEFORE}. Line: [1 + ${K - 1} e^(−4ηλt)]^(−1/2).`,
        panels: [
          {
            title: 'recovery',
            x: { label: 'steps since the drop × ηλ' },
            y: { label: 'effective rate / its final value' },
            series: [
              theory('theory', [0, 2], recovery),
              measured(
                'SGD',
                grid.map((step) => (step - burnIn) * AFTER),
                curve,
              ),
            ],
          },
        ],
      },
    };
  },
};

/** Final over initial effective rate of a network, with and without the change of its gradient noise. */
async function onDigits(run: StudyContext['run'], replicas: number): Promise<{ corrected: Estimate; plain: Estimate }> {
  const [first, last] = [6 / BEFORE, 6 / BEFORE + 6 / AFTER];
  const windows = [
    { from: first / 2, to: first },
    { from: last - 2 / AFTER, to: last },
  ];
  const { network } = await run({
    label: 'digits',
    objective: objective('digits-mlp?normaliser=layer&widths=16&batch=16'),
    replicas,
    metrics: [RATE, gradientMoment],
    arms: {
      network: {
        learningRate: {
          pieces: [
            { from: 1, value: 1 },
            { from: first + 1, value: 1 / K },
          ],
        },
        weightDecay: BEFORE,
        windows,
      },
    },
  });
  const fall = meanRatio(network, RATE, (difference) => exp(difference));
  const change = network.mean(gradientMoment, 1).map((s, i) => s / network.mean(gradientMoment, 0)[i]);
  return {
    plain: meanOf(fall.map((f) => f * Math.sqrt(K))),
    corrected: meanOf(fall.map((f, i) => f * Math.sqrt(K * change[i]))),
  };
}

function meanRatio(arm: ArmReadings, metric: Metric, f: (difference: number) => number): number[] {
  const before = arm.mean(metric, 0);
  return arm.mean(metric, 1).map((after, i) => f(after - before[i]));
}
