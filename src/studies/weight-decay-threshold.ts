import { exp } from '../arithmetic/elementary.ts';
import { fourthPower } from '../metrics/fourth-power.ts';
import { loss } from '../metrics/loss.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through } from './estimate.ts';
import { panel } from './panel.ts';
import { measured, theory } from './series.ts';
import type { Study } from './study.ts';
import type { ArmReadings } from './study-context.ts';

const MOMENT = 99;
/** ηλT */
const SHARES = [0.02, 0.05, 0.1, 0.25, 0.5, 1];

/** How much weight decay a run of a given length needs. */
export const weightDecayThreshold: Study = {
  name: 'weight-decay-threshold',
  question: 'Below which weight decay does a run not mix at all?',
  askedBy: [
    { reviewer: 4, point: 'weakness 3', asks: 'the threshold of weight decay below which there is no mixing in parameter space' },
  ],
  answer: 'Below about 1/(4ηT): the norm then has come less than two thirds of the way to equilibrium.',
  prediction:
    'After T steps from a small norm γ(T)/γ* = 1 − e^(−4ηλT) (γ = ‖w‖⁴/η²): decay is inactive where 4ηλT ≪ 1, and the run then depends on η and not on ηλ',
  source: 'dγ/dt = −4ηλγ + 2S; Li, Lyu & Arora 2020',
  protocol:
    'Plain SGD on isotropic noise (100 weights) for T steps from norm 3 at several λ. On digits (layer normalisation, 16 units) at ηλT = 0.02: against λ = 0, and against another η.',
  failsWhere: 'From a norm above equilibrium it takes ln(‖w₀‖/ρ*)/(ηλ) steps first.',
  seconds: { quick: 6, full: 40 },

  async run({ run, size }) {
    const steps = size(1_000, 4_000);
    const arms = SHARES.map(
      (share) =>
        [
          `${share}`,
          { learningRate: 1, weightDecay: share / steps, initScale: 3, start: { kind: 'exact' }, traceAt: [steps] },
        ] as const,
    );
    const noise = objective('isotropic-noise?dimension=100');
    const read = await run({ objective: noise, replicas: size(48, 128), metrics: [fourthPower], arms: Object.fromEntries(arms) });
    const filled = SHARES.map((share) => {
      const equilibrium = MOMENT / ((share / steps) * (2 - share / steps));
      return through(meanOf(read[share].at(fourthPower, 0)), (power) => power / equilibrium);
    });
    const theoretical = (share: number): number => 1 - exp(-4 * share);
    const [length, window] = [400, [{ from: 305, to: 400 }]];
    const digits = await run({
      label: 'digits',
      objective: objective('digits-mlp?normaliser=layer&widths=16&batch=16'),
      replicas: size(32, 128),
      metrics: [loss],
      arms: {
        decay: { learningRate: 1, weightDecay: 0.02 / length, windows: window },
        none: { learningRate: 1, weightDecay: 0, windows: window },
        slow: { learningRate: 0.01, weightDecay: 2 / length, windows: window },
      },
    });
    const over = (arm: ArmReadings): ReturnType<typeof meanOf> =>
      meanOf(arm.mean(loss).map((value, i) => value / digits.decay.mean(loss)[i]));
    return {
      claims: [
        ...SHARES.map((share, i) => claim(`γ(T)/γ* at ηλT = ${share}`, filled[i], { theory: theoretical(share), within: 0.03 })),
        claim('digits, ηλT = 0.02: loss without decay over loss with it', over(digits.none), { theory: 1, within: 0.02 }),
        claim('digits, ηλT = 0.02: loss at a hundredth of η and the same ηλ over it', over(digits.slow), { above: 1.05 }),
      ],
      table: SHARES.map((share, i) => ({ ηλT: share, 'γ(T)/γ*': filled[i].value, theory: theoretical(share) })),
      figure: {
        title: 'How far a run of T steps gets towards equilibrium',
        caption: `Plain SGD on isotropic noise in 100 dimensions, ${steps} steps from norm 3, mean over replicas with 99.99 % intervals. Line: 1 − e^(−4ηλT). Left of 4ηλT ≈ 1 weight decay has not acted yet.`,
        panels: [
          panel('share of the equilibrium value', { x: 'ηλT', y: 'γ(T)/γ*, γ = ‖w‖⁴/η²', logarithmic: 'x' }, [
            theory('1 − e^(−4ηλT)', SHARES, theoretical, 'logarithmic'),
            measured('SGD', SHARES, filled),
          ]),
        ],
      },
    };
  },
};
