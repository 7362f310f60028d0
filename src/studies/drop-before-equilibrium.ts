import { exp, log } from '../arithmetic/elementary.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through } from './estimate.ts';
import { panel } from './panel.ts';
import { droppedAfter, equilibriumNorm, equilibriumRate, RATE } from './rate.ts';
import { measured, theory } from './series.ts';
import type { Study } from './study.ts';

const [K, BEFORE, MOMENT] = [10, 0.01, 99];
const AFTER = BEFORE / K;
/** When η is dropped, in units of 1/(ηλ). */
const DROPS = [0.05, 0.25, 1, 4];
/** When the rate is read, in units of 1/(ηλ) after the drop. */
const TIMES = [0.02, 0.1, 0.25, 0.5, 1, 2];
/** Start over equilibrium norm. */
const START = 2;

/** ELR over its final value at time t after a drop at f. */
function recovery(f: number, t: number): number {
  const gamma = 1 + ((START ** 2) ** 2 - 1) * exp(-4 * f);
  return 1 / Math.sqrt(1 + (K * gamma - 1) * exp(-4 * t));
}

/** What a drop does that comes before equilibrium. */
export const dropBeforeEquilibrium: Study = {
  name: 'drop-before-equilibrium',
  question: 'What happens if the learning rate is dropped before equilibrium, and do runs in practice reach it?',
  askedBy: [{ reviewer: 1, point: 'question 3', asks: 'drops before equilibrium; do networks reach it in the usual time?' }],
  answer:
    'Only the norm at the drop counts, and the recovery follows its formula from wherever that is. With the usual η and λ of CIFAR-10 the time constant of the norm is 1.3 epochs by theory.',
  prediction:
    'ELR(t)/ELR(∞) = [1 + (kγ(t₁)/γ* − 1) e^(−4ηλt)]^(−1/2) with γ(t₁) = γ* + (γ₀ − γ*) e^(−4ηλt₁): only the norm at the drop counts. At η = 0.1, λ = 5·10⁻⁴, μ = 0.9 the norm relaxes in 1/(4ηλ/(1 − μ)) = 500 steps, 1.3 epochs of CIFAR-10 at batch 128; at η = 0.001 in 130 epochs',
  source: 'dγ/dt = −4ηλγ + 2S for γ = ‖w‖⁴/η², solved piecewise; Li, Lyu & Arora 2020',
  protocol: `Plain SGD on isotropic noise (100 weights) from ${START} times the equilibrium norm at ηλ = ${BEFORE}; η is divided by ${K} after ${DROPS.join(', ')} times 1/(ηλ).`,
  failsWhere: 'Where S changes after the drop, as on networks; and the loss adds what its own relaxation takes.',
  seconds: { quick: 6, full: 30 },

  async run({ run, size }) {
    const initScale = START * equilibriumNorm(1, BEFORE, MOMENT);
    const arms = DROPS.map((f) => {
      const dropAt = f / BEFORE;
      const traceAt = TIMES.map((t) => dropAt + Math.round(t / AFTER));
      const learningRate = droppedAfter(dropAt, 1, K);
      return [`${f}`, { learningRate, weightDecay: BEFORE, initScale, start: { kind: 'exact' }, traceAt }] as const;
    });
    const noise = objective('isotropic-noise?dimension=100');
    const read = await run({ objective: noise, replicas: size(64, 256), metrics: [RATE], arms: Object.fromEntries(arms) });
    const final = log(equilibriumRate(AFTER, MOMENT));
    const curves = DROPS.map((f) => TIMES.map((_, i) => through(meanOf(read[f].at(RATE, i).map((rate) => rate - final)), exp)));
    const points = DROPS.flatMap((f, i) => TIMES.map((t, j) => ({ f, t, estimate: curves[i][j] })));
    return {
      claims: points.map(({ f, t, estimate }) =>
        claim(`ELR over its final value at ηλt = ${t} after a drop at ηλt₁ = ${f}`, estimate, {
          theory: recovery(f, t),
          within: 0.03,
        }),
      ),
      table: points.map(({ f, t, estimate }) => ({
        'ηλ·t₁ of the drop': f,
        'ηλ·t after it': t,
        'ELR/ELR(∞)': estimate.value,
        theory: recovery(f, t),
      })),
      figure: {
        title: `Effective learning rate after a drop by ${K} that comes early or late`,
        caption: `Plain SGD on isotropic noise in 100 dimensions from ${START} times the equilibrium norm, mean over replicas with 99.99 % intervals. Lines: the formula with the norm at the drop. A drop at 0.05/(ηλ) finds the norm near its start, one at 4/(ηλ) at equilibrium.`,
        panels: [
          panel(
            'recovery',
            { x: 'steps since the drop × ηλ', y: 'effective rate / its final value' },
            DROPS.flatMap((f, i) => [theory('theory', [0, 2], (t) => recovery(f, t)), measured(`ηλt₁ = ${f}`, TIMES, curves[i])]),
          ),
        ],
      },
    };
  },
};
