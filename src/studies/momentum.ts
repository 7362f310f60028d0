import { exp } from '../arithmetic/elementary.ts';
import { fourthPower } from '../metrics/fourth-power.ts';
import { loss } from '../metrics/loss.ts';
import { squaredAngularUpdate } from '../metrics/squared-angular-update.ts';
import { objective } from '../objectives/reference.ts';
import { heavyBall } from '../optimizers/heavy-ball.ts';
import { claim } from './claim.ts';
import { meanOf, through } from './estimate.ts';
import { panel } from './panel.ts';
import { RATE } from './rate.ts';
import { measured } from './series.ts';
import type { Study } from './study.ts';
import type { StudyArm } from './study-context.ts';

const MOMENT = 99;
const MOMENTA = [0, 0.5, 0.8, 0.9];
/** ηλ/(1 − μ) */
const EFFECTIVE = 0.01;

/** Whether ηλ still determines everything. */
export const momentum: Study = {
  name: 'momentum',
  question: 'Does ηλ determine everything when there is momentum?',
  askedBy: [{ reviewer: 1, point: 'question 7', asks: 'does "λₑ determines everything" hold with momentum?' }],
  answer: 'At one μ it does; between different μ it is ηλ/(1 − μ), up to half a per cent of the loss here.',
  prediction:
    'At fixed μ exactly as without; between different μ it is ηλ/(1 − μ), to leading order. On noise the rotation is √(2ηλ/(1 + μ)) and ‖w‖⁴ = ηS/(λ(1 − μ)(2 − ηλ/(1 + μ)))',
  source: 'the random walk of Wan et al. 2021 (arXiv 2006.08419), derived anew in discrete time',
  protocol: `Heavy ball (PyTorch’s) on isotropic noise (100 weights), and on digits (batch normalisation, 16 units, batch 16), at ηλ/(1 − μ) = ${EFFECTIVE}; on digits also at equal ηλ, and two triples of one ηλ and μ.`,
  failsWhere:
    'Equality between different μ at the same ηλ fails badly; at the same ηλ/(1 − μ) it is off by the order of ηλ/(1 − μ).',
  seconds: { quick: 10, full: 60 },

  async run({ run, size }) {
    const decay = (mu: number): number => EFFECTIVE * (1 - mu);
    const fourth = (mu: number): number => MOMENT / (decay(mu) * (1 - mu) * (2 - decay(mu) / (1 + mu)));
    const arm = (mu: number, rest: Partial<StudyArm>): StudyArm => ({
      learningRate: 1,
      weightDecay: decay(mu),
      hyperparameters: { momentum: mu },
      windows: [{ from: 6 / EFFECTIVE + 1, to: 22 / EFFECTIVE }],
      ...rest,
    });
    const noise = await run({
      objective: objective('isotropic-noise?dimension=100'),
      optimizer: heavyBall,
      replicas: size(24, 96),
      metrics: [fourthPower, squaredAngularUpdate],
      arms: Object.fromEntries(MOMENTA.map((mu) => [mu, arm(mu, { initScale: Math.sqrt(Math.sqrt(fourth(mu))) })])),
    });
    const turns = MOMENTA.map((mu) =>
      through(meanOf(noise[mu].mean(squaredAngularUpdate)), (chord) => Math.sqrt(chord / ((2 * decay(mu)) / (1 + mu)))),
    );
    const norms = MOMENTA.map((mu) =>
      through(meanOf(noise[mu].mean(fourthPower)), (power) => Math.sqrt(Math.sqrt(power / fourth(mu)))),
    );
    const digits = await run({
      label: 'digits',
      objective: objective('digits-mlp?widths=16&batch=16'),
      optimizer: heavyBall,
      replicas: size(24, 128),
      metrics: [loss, RATE],
      arms: Object.fromEntries([
        ...MOMENTA.map((mu) => [`${mu}`, arm(mu, {})] as const),
        ['other triple', arm(0.9, { learningRate: 0.25, weightDecay: 4 * decay(0.9) })],
        ['same ηλ', arm(0, { weightDecay: decay(0.9), windows: [{ from: 4_001, to: 6_000 }] })],
      ]),
    });
    const plain = digits['0'].mean(loss);
    const against = (name: string, base = plain) => meanOf(digits[name].mean(loss).map((value, i) => value / base[i]));
    const rate = meanOf(digits['other triple'].mean(RATE).map((value, i) => exp(value - digits['0.9'].mean(RATE)[i])));
    return {
      claims: [
        claim(
          'digits, μ = 0.9: loss of another triple of the same ηλ over the loss',
          against('other triple', digits['0.9'].mean(loss)),
          { theory: 1, within: 0.01 },
        ),
        claim('digits, μ = 0.9: effective rate of the other triple over it', rate, { theory: 1, within: 0.02 }),
        ...MOMENTA.slice(1).map((mu) =>
          claim(`digits: loss at μ = ${mu} over that at μ = 0, at equal ηλ/(1 − μ)`, against(`${mu}`), {
            theory: 1,
            within: 0.05,
          }),
        ),
        claim('digits: loss at μ = 0 and the ηλ of μ = 0.9 over that at μ = 0', against('same ηλ'), { below: 0.97 }),
        ...MOMENTA.map((mu, i) => claim(`noise, μ = ${mu}: rotation over √(2ηλ/(1 + μ))`, turns[i], { theory: 1, within: 0.01 })),
        ...MOMENTA.map((mu, i) => claim(`noise, μ = ${mu}: norm over its closed form`, norms[i], { theory: 1, within: 0.01 })),
      ],
      table: MOMENTA.map((mu, i) => ({
        μ: mu,
        ηλ: decay(mu),
        'rotation / theory': turns[i].value,
        'norm / theory': norms[i].value,
        'loss on digits over μ = 0': against(`${mu}`).value,
      })),
      figure: {
        title: `Momentum at equal ηλ/(1 − μ) = ${EFFECTIVE}`,
        caption:
          'Heavy ball: rotation and norm on isotropic noise over their closed forms, and loss on digits over that of plain SGD, mean over replicas with 99.99 % intervals. The loss deviates in the order of ηλ/(1 − μ).',
        panels: [
          panel('over theory, or over μ = 0', { x: 'momentum μ', y: 'ratio' }, [
            { name: 'equal', kind: 'theory', points: [0, 0.9].map((x) => ({ x, y: 1 })) },
            measured('rotation on noise', MOMENTA, turns),
            measured('norm on noise', MOMENTA, norms),
            measured(
              'loss on digits',
              MOMENTA.slice(1),
              MOMENTA.slice(1).map((mu) => against(`${mu}`)),
            ),
          ]),
        ],
      },
    };
  },
};
