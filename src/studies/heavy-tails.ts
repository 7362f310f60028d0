import { exp, log, pow } from '../arithmetic/elementary.ts';
import { logCosine } from '../metrics/log-cosine.ts';
import { objective } from '../objectives/reference.ts';
import { ordinaryLeastSquares } from '../statistics/ordinary-least-squares.ts';
import { claim } from './claim.ts';
import { meanOf, through } from './estimate.ts';
import { RATE } from './rate.ts';
import { measured, spread, theory } from './series.ts';
import type { Study } from './study.ts';

const TAILS = [2, 1.7, 1.5, 1.2];
const DIMENSION = 3;
const LARGEST = 0.03;

/** What heavy-tailed gradient noise changes, and what it does not. */
export const heavyTails: Study = {
  name: 'heavy-tails',
  question: 'How does heavy-tailed gradient noise change the picture?',
  askedBy: [{ reviewer: 1, point: 'question 1', asks: 'gradient noise may be heavy-tailed: what changes?' }],
  answer: 'The effective rate goes as (ηλ)^(1/α) instead of √(ηλ). Rotation, the symmetry and the role of ηλ do not change.',
  prediction:
    'With gradients of tail index α the typical effective rate is ∝ (ηλ)^(1/α) instead of √(ηλ); mean ln cos∠(w, w⁺) = ln(1 − ηλ) stays, being a theorem about every path',
  source:
    'γ = ‖w‖⁴/η² is to leading order 2 Σ (1 − ηλ)^(4t) Sₜ, and S has tail index α/2, so that γ* ∝ (ηλ)^(−2/α). Tails: Şimşekli et al. 2019 (arXiv 1901.06053)',
  protocol: `Plain SGD on isotropic noise (${DIMENSION} weights) that is normal (α = 2) or α-stable: mean of ln ELR over at least 25/(ηλ) steps, and its slope in ln ηλ, replica by replica.`,
  failsWhere: 'Means, and rms values, of quantities with infinite variance; large ηλ, where single kicks dominate.',
  seconds: { quick: 40, full: 240 },

  async run({ run, size }) {
    const rates = spread(size(1e-3, 1e-4), LARGEST, size(3, 6));
    const replicas = size(144, 240);
    const results = [];
    for (const tail of size([2, 1.5, 1.2], TAILS)) {
      const arms = rates.map((intrinsic) => {
        // A window is cheap where ηλ is large.
        const length = intrinsic === LARGEST ? 100 : 25;
        const windows = [{ from: Math.ceil(3 / intrinsic), to: Math.ceil((3 + length) / intrinsic) }];
        return [String(intrinsic), { learningRate: 1, weightDecay: intrinsic, initScale: 4, windows }] as const;
      });
      const noise = objective(`isotropic-noise?dimension=${DIMENSION}&alpha=${tail}`);
      const metrics = [RATE, logCosine];
      const read = await run({ label: `${tail}`, objective: noise, replicas, metrics, arms: Object.fromEntries(arms) });
      const means = rates.map((intrinsic) => read[intrinsic].mean(RATE));
      const x = rates.map((rate) => log(rate));
      const slopes = means[0].map(
        (_, i) =>
          ordinaryLeastSquares(
            x,
            means.map((values) => values[i]),
          ).slope,
      );
      results.push({
        tail,
        slope: meanOf(slopes),
        cosine: through(meanOf(read[LARGEST].mean(logCosine)), (mean) => mean / log(1 - LARGEST)),
        curve: means.map((values) => through(meanOf(values.map((value, i) => value - means.at(-1)![i])), exp)),
      });
    }
    const slopes = results.map(({ tail, slope }) => `${slope.value.toFixed(3)} at α = ${tail} (1/α = ${(1 / tail).toFixed(3)})`);
    return {
      claims: results.flatMap(({ tail, slope, cosine }) => [
        claim(`slope of ln ELR in ln ηλ at α = ${tail}`, slope, { theory: 1 / tail, within: 0.06 }),
        claim(`mean ln cos over ln(1 − ηλ) at α = ${tail}, ηλ = ${LARGEST}`, cosine, { theory: 1, within: 0.03 }),
      ]),
      table: results.map(({ tail, slope }) => ({ α: tail, slope: slope.value, '1/α': 1 / tail })),
      figure: {
        title: 'Effective learning rate at equilibrium under heavy-tailed noise',
        caption: `Plain SGD on isotropic α-stable noise in ${DIMENSION} dimensions, geometric mean over ${replicas} replicas with 99.99 % intervals. Slopes: ${slopes.join(', ')}. Lines: (ηλ)^(1/α).`,
        panels: [
          {
            title: 'typical effective rate',
            x: { label: 'intrinsic learning rate ηλ', scale: 'logarithmic' },
            y: { label: `η/‖w‖² over its value at ηλ = ${LARGEST}`, scale: 'logarithmic' },
            series: results.flatMap(({ tail, curve }) => [
              theory('(ηλ)^(1/α)', rates, (x) => pow(x / LARGEST, 1 / tail), 'logarithmic'),
              measured(`α = ${tail}`, rates, curve),
            ]),
          },
        ],
      },
    };
  },
};
