import { exp } from '../arithmetic/elementary.ts';
import { fourthPower } from '../metrics/fourth-power.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through, type Estimate } from './estimate.ts';
import { panel } from './panel.ts';
import { equilibriumNorm } from './rate.ts';
import { measured, theory } from './series.ts';
import type { Study } from './study.ts';

const MOMENT = 49;
const INTRINSIC = 0.01;
const STEPS = [1, 1 / 4, 1 / 16];
const TIMES = [0.1, 0.25, 0.5, 1];
/** Start over equilibrium norm. */
const START = 2;

/** A learning rate beside a time step, or instead of it. */
export const timeStep: Study = {
  name: 'time-step',
  question: 'Does it change the analysis whether dt is introduced beside η, or η itself is the time step?',
  askedBy: [
    { reviewer: 2, point: '5', asks: 'dt is introduced explicitly where others set η = dt: does this alter the analysis?' },
  ],
  answer: 'It does not: with s = ηt the curves are the same.',
  prediction:
    'The same equation after s = ηt: ‖w‖⁴ relaxes as e^(−4ηλt) = e^(−4λs). A step of length dt with noise σ/√dt follows the same curve for every dt',
  source:
    'a change of time in dW = −η(∇L dt + Σ^(1/2) dB) − ηλW dt; the simulation is that of SVAG, Li, Malladi & Arora 2021 (arXiv 2102.12470)',
  protocol: `Plain SGD on isotropic noise (50 weights) from ${START} times the equilibrium norm at ηλ = ${INTRINSIC}: with steps of length dt (η·dt for η, σ/√dt for σ), and with η over two decades at the same λ in units of s = ηt.`,
  failsWhere: 'Where ηλ dt is not small: the discrete map has 2 − ηλ for 2.',
  seconds: { quick: 8, full: 60 },

  async run({ run, size }) {
    const norm = START * equilibriumNorm(1, INTRINSIC, MOMENT);
    const remaining = (arm: Estimate, equilibrium: number): Estimate =>
      through(arm, (power) => (power / equilibrium - 1) / ((START ** 2) ** 2 - 1));
    const curves: Estimate[][] = [];
    for (const dt of STEPS) {
      const traceAt = TIMES.map((t) => Math.round(t / (INTRINSIC * dt)) + 1);
      const { arm } = await run({
        label: `dt ${dt}`,
        objective: objective(`isotropic-noise?dimension=50&noise=${1 / Math.sqrt(dt)}`),
        replicas: size(64, 256),
        metrics: [fourthPower],
        arms: { arm: { learningRate: dt, weightDecay: INTRINSIC, initScale: norm, start: { kind: 'exact' }, traceAt } },
      });
      const equilibrium = MOMENT / (INTRINSIC * (2 - INTRINSIC * dt));
      curves.push(TIMES.map((_, i) => remaining(meanOf(arm.at(fourthPower, i)), equilibrium)));
    }
    const rates = [];
    for (const learningRate of [0.1, 1, 10]) {
      const weightDecay = INTRINSIC / 10;
      const start = START * equilibriumNorm(learningRate, weightDecay, MOMENT);
      // s = ηt = 0.5/λ
      const traceAt = [Math.round(0.5 / (weightDecay * learningRate)) + 1];
      const { arm } = await run({
        label: `rate ${learningRate}`,
        objective: objective('isotropic-noise?dimension=50'),
        replicas: size(64, 256),
        metrics: [fourthPower],
        arms: { arm: { learningRate, weightDecay, initScale: start, start: { kind: 'exact' }, traceAt } },
      });
      rates.push({ learningRate, left: remaining(meanOf(arm.at(fourthPower, 0)), ((start / START) ** 2) ** 2) });
    }
    return {
      claims: [
        ...STEPS.flatMap((dt, i) =>
          TIMES.map((t, j) =>
            claim(`share of the excess of ‖w‖⁴ left at ηλt = ${t}, dt = ${dt}`, curves[i][j], {
              theory: exp(-4 * t),
              apart: 0.02,
            }),
          ),
        ),
        ...rates.map(({ learningRate, left }) =>
          claim(`share left at s = ηt = 1/(2λ), η = ${learningRate}`, left, { theory: exp(-2), apart: 0.02 }),
        ),
      ],
      table: STEPS.flatMap((dt, i) =>
        TIMES.map((t, j) => ({ dt, 'ηλ·t': t, 'share left': curves[i][j].value, 'e^(−4ηλt)': exp(-4 * t) })),
      ),
      figure: {
        title: 'Relaxation of the norm with time steps of several lengths',
        caption: `Plain SGD on isotropic noise in 50 dimensions from ${START} times the equilibrium norm, mean over replicas with 99.99 % intervals: steps of length dt with noise σ/√dt. Line: e^(−4ηλt).`,
        panels: [
          panel('share of the excess of ‖w‖⁴ that is left', { x: 'ηλ × time', y: 'share left', logarithmic: 'y' }, [
            theory('theory', TIMES, (t) => exp(-4 * t)),
            ...STEPS.map((dt, i) => measured(`dt = ${dt}`, TIMES, curves[i])),
          ]),
        ],
      },
    };
  },
};
