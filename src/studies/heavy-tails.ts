import { exp, log, pow } from '../arithmetic/elementary.ts';
import { logCosine } from '../metrics/log-cosine.ts';
import { objective } from '../objectives/reference.ts';
import { median } from '../statistics/descriptive.ts';
import { ordinaryLeastSquares } from '../statistics/ordinary-least-squares.ts';
import { claim } from './claim.ts';
import { meanOf, through, type Estimate } from './estimate.ts';
import { RATE } from './rate.ts';
import { measured, spread, theory } from './series.ts';
import type { Study } from './study.ts';

const TAILS = [2, 1.7, 1.5, 1.2];
const DIMENSION = 3;
/** Replicas are put together in so many groups, each of which gives a median, and a slope. */
const GROUPS = 24;

/** What heavy-tailed gradient noise changes, and what it does not. */
export const heavyTails: Study = {
  name: 'heavy-tails',
  question: 'How does heavy-tailed gradient noise change the picture?',
  askedBy: [{ reviewer: 1, point: 'question 1', asks: 'gradient noise may be heavy-tailed: what changes?' }],
  prediction:
    'With gradients of tail index α the median effective rate is ∝ (ηλ)^(1/α) instead of √(ηλ); mean ln cos∠(w, w⁺) = ln(1 − ηλ) stays, being a theorem about every path',
  source:
    'γ = ‖w‖⁴/η² is a sum of Sₜ(1 − ηλ)^(4t), to leading order, and S has tail index α/2: γ* ∝ (ηλ)^(−2/α). Tails: Şimşekli et al. 2019 (arXiv 1901.06053)',
  protocol: `Plain SGD on isotropic noise (${DIMENSION} weights) that is normal (α = 2) or α-stable; medians over replicas and over times that are 1/(ηλ) apart, slopes in a log-log plot for groups of replicas.`,
  failsWhere: 'Means, and rms values, of quantities with infinite variance; large ηλ, where single kicks dominate.',
  seconds: { quick: 30, full: 240 },

  async run({ run, size }) {
    const rates = spread(size(1e-3, 1e-4), 3e-2, size(3, 6));
    const [each, times] = [size(12, 24), size(12, 24)];
    const series: { tail: number; points: { medians: number[]; cosine: Estimate }[]; slope: Estimate }[] = [];
    for (const tail of size(
      TAILS.filter((tail) => tail !== 1.7),
      TAILS,
    )) {
      const points: { medians: number[]; cosine: Estimate }[] = [];
      for (const intrinsic of rates) {
        const traceAt = Array.from({ length: times }, (_, i) => Math.ceil((3 + i) / intrinsic));
        const { arm } = await run({
          label: `${tail}/${intrinsic}`,
          objective: objective(`isotropic-noise?dimension=${DIMENSION}&alpha=${tail}`),
          replicas: GROUPS * each,
          metrics: [RATE, logCosine],
          arms: {
            arm: {
              learningRate: 1,
              weightDecay: intrinsic,
              initScale: 4,
              traceAt,
              windows: [{ from: traceAt[0], to: traceAt.at(-1)! }],
            },
          },
        });
        const read = traceAt.map((_, point) => arm.at(RATE, point));
        const medians = Array.from({ length: GROUPS }, (_, group) =>
          median(read.flatMap((values) => values.slice(group * each, (group + 1) * each))),
        );
        points.push({ medians, cosine: meanOf(arm.mean(logCosine)) });
      }
      const slopes = Array.from({ length: GROUPS }, (_, group) =>
        ordinaryLeastSquares(
          rates.map((rate) => log(rate)),
          points.map(({ medians }) => medians[group]),
        ),
      );
      series.push({ tail, points, slope: meanOf(slopes.map(({ slope }) => slope)) });
    }
    return {
      claims: series.flatMap(({ tail, slope, points }) => [
        claim(`slope of the median effective rate in ηλ at α = ${tail}`, slope, { theory: 1 / tail, within: 0.06 }),
        claim(
          `mean ln cos over ln(1 − ηλ) at α = ${tail}, ηλ = 0.03`,
          through(points.at(-1)!.cosine, (cosine) => cosine / log(1 - 0.03)),
          {
            theory: 1,
            within: 0.02,
          },
        ),
      ]),
      table: series.map(({ tail, slope }) => ({ α: tail, slope: slope.value, '1/α': 1 / tail })),
      figure: {
        title: 'Effective learning rate at equilibrium under heavy-tailed noise',
        caption: `Plain SGD on isotropic α-stable noise in ${DIMENSION} dimensions: median over ${GROUPS * each * times} values with 99.99 % intervals. Slopes: ${series.map(({ tail, slope }) => `${slope.value.toFixed(3)} at α = ${tail} (1/α = ${(1 / tail).toFixed(3)})`).join(', ')}. Lines: (ηλ)^(1/α).`,
        panels: [
          {
            title: 'median effective rate',
            x: { label: 'intrinsic learning rate ηλ', scale: 'logarithmic' },
            y: { label: 'η/‖w‖² over its value at the largest ηλ', scale: 'logarithmic' },
            series: series.flatMap(({ tail, points }) => [
              theory('(ηλ)^(1/α)', rates, (x) => pow(x / rates.at(-1)!, 1 / tail), 'logarithmic'),
              measured(
                `α = ${tail}`,
                rates,
                points.map(({ medians }) =>
                  through(meanOf(medians.map((value, group) => value - points.at(-1)!.medians[group])), exp),
                ),
              ),
            ]),
          },
        ],
      },
    };
  },
};
