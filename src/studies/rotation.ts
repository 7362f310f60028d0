import { asin, exp } from '../arithmetic/elementary.ts';
import { fourthPower } from '../metrics/fourth-power.ts';
import { logCosine } from '../metrics/log-cosine.ts';
import { squaredAngularUpdate } from '../metrics/squared-angular-update.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through } from './estimate.ts';
import { equilibriumNorm } from './rate.ts';
import { measured, theory } from './series.ts';
import type { Study } from './study.ts';

const RATES = [0.001, 0.01, 0.1, 0.3, 0.6];
const DIMENSION = 200;

const arccos = (x: number): number => Math.PI / 2 - asin(x);

/** How far a step turns the weights, and how long they are. */
export const rotation: Study = {
  name: 'rotation',
  question: 'By what angle does a step turn the weights at equilibrium, and what is their norm?',
  askedBy: [],
  answer: 'By arccos(1 − ηλ), to four digits and whatever the noise, and the norm is where noise and decay balance.',
  prediction:
    'mean ln cos∠(w, w⁺) = ln(1 − ηλ), so the angle is arccos(1 − ηλ) ≈ √(2ηλ); E‖u⁺ − u‖² = 2ηλ; ‖w‖⁴ = ηS/(λ(2 − ηλ))',
  source:
    'cos∠(w, w⁺) = (1 − ηλ)‖w‖/‖w⁺‖ exactly under SGD, whatever the noise is; Wan et al. 2021 (arXiv 2006.08419) for the rest',
  protocol: `Plain SGD on isotropic noise (${DIMENSION} weights) from its equilibrium norm, η = 1, over a window of at least 20/(ηλ) steps.`,
  failsWhere:
    'Nowhere for SGD with bounded norms: the first is a theorem about every path. √(2ηλ) is short of the angle by ηλ/12 of it.',
  seconds: { quick: 10, full: 60 },

  async run({ run, size }) {
    const noise = objective(`isotropic-noise?dimension=${DIMENSION}`);
    const points = [];
    for (const intrinsic of RATES) {
      const norm = equilibriumNorm(1, intrinsic, DIMENSION - 1);
      const length = Math.ceil(Math.max(20 / intrinsic, size(6_000, 40_000)) / 16) * 16;
      const burnIn = Math.ceil(2 / intrinsic);
      const { arm } = await run({
        label: String(intrinsic),
        objective: noise,
        replicas: size(8, 16),
        metrics: [logCosine, squaredAngularUpdate, fourthPower],
        arms: {
          arm: {
            learningRate: 1,
            weightDecay: intrinsic,
            initScale: norm,
            start: { kind: 'exact' },
            windows: [{ from: burnIn + 1, to: burnIn + length }],
          },
        },
      });
      points.push({
        intrinsic,
        angle: through(meanOf(arm.mean(logCosine)), (mean) => arccos(exp(mean))),
        chord: through(meanOf(arm.mean(squaredAngularUpdate)), Math.sqrt),
        norm: through(meanOf(arm.mean(fourthPower)), (power) => Math.sqrt(Math.sqrt(power)) / norm),
      });
    }
    return {
      claims: points.flatMap(({ intrinsic, angle, chord, norm }) => [
        claim(`angle per step at ηλ = ${intrinsic}, in radians`, angle, { theory: arccos(1 - intrinsic), apart: 5e-5 }),
        claim(`rms chord per step at ηλ = ${intrinsic}`, chord, { theory: Math.sqrt(2 * intrinsic), within: 0.005 }),
        claim(`norm at ηλ = ${intrinsic} over its closed form`, norm, { theory: 1, within: 0.01 }),
      ]),
      table: points.map(({ intrinsic, angle, chord, norm }) => ({
        ηλ: intrinsic,
        'angle (rad)': angle.value,
        'arccos(1 − ηλ)': arccos(1 - intrinsic),
        'rms chord': chord.value,
        '√(2ηλ)': Math.sqrt(2 * intrinsic),
        'norm / theory': norm.value,
      })),
      figure: {
        title: 'Rotation per step at equilibrium',
        caption: `Plain SGD on isotropic noise in ${DIMENSION} dimensions: angle of the mean cosine, with 99.99 % intervals that are smaller than the points. Lines: arccos(1 − ηλ), and √(2ηλ) beside it.`,
        panels: [
          {
            title: 'angle between w and w⁺',
            x: { label: 'intrinsic learning rate ηλ', scale: 'logarithmic' },
            y: { label: 'angle (rad)', scale: 'logarithmic' },
            series: [
              theory('arccos(1 − ηλ)', RATES, (x) => arccos(1 - x), 'logarithmic'),
              theory('√(2ηλ)', RATES, (x) => Math.sqrt(2 * x), 'logarithmic'),
              measured(
                'SGD',
                RATES,
                points.map(({ angle }) => angle),
              ),
            ],
          },
        ],
      },
    };
  },
};
