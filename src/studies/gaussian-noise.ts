import { log } from '../arithmetic/elementary.ts';
import { fourthPower } from '../metrics/fourth-power.ts';
import { logCosine } from '../metrics/log-cosine.ts';
import type { Objective } from '../objectives/objective.ts';
import { sphericalObjective } from '../objectives/spherical-objective.ts';
import { normal } from '../random/normal.ts';
import type { Stream } from '../random/stream.ts';
import { claim } from './claim.ts';
import { meanOf, through } from './estimate.ts';
import { panel } from './panel.ts';
import { equilibriumNorm } from './rate.ts';
import { measured } from './series.ts';
import type { Study } from './study.ts';

const [DIMENSION, INTRINSIC] = [100, 0.02];

/** Laws of one coordinate, all of mean 0 and variance 1. */
const LAWS: Readonly<Record<string, (stream: Stream) => number>> = {
  normal,
  uniform: (stream) => Math.sqrt(12) * (stream.uniform() - 0.5),
  signs: (stream) => (stream.uniform() < 0.5 ? -1 : 1),
  skewed: (stream) => -log(1 - stream.uniform()) - 1,
  sparse: (stream) => (stream.uniform() < 0.05 ? Math.sqrt(20) * (stream.uniform() < 0.5 ? -1 : 1) : 0),
};

/** Whether noise has to be Gaussian. */
export const gaussianNoise: Study = {
  name: 'gaussian-noise',
  question: 'Does anything here need the gradient noise to be Gaussian?',
  askedBy: [
    { reviewer: 2, point: '6', asks: 'the Gaussian assumption is criticised and used all the same' },
    { reviewer: 4, point: 'weakness 1', asks: 'everything rests on a Wiener process and the continuous limit' },
  ],
  answer: 'No: with equal variance, laws as far from Gaussian as signs and rare kicks give the same norm and the same rotation.',
  prediction:
    'Only the second moment S enters the norm, ‖w‖⁴ → ηS/(λ(2 − ηλ)), and nothing enters mean ln cos∠(w, w⁺) = ln(1 − ηλ)',
  source: 'SGD’s update, squared, in discrete time: no Wiener process and no limit of small steps',
  protocol: `Plain SGD at ηλ = ${INTRINSIC} on noise without a loss (${DIMENSION} weights), its coordinates independent of mean 0 and variance 1 and of five laws.`,
  failsWhere:
    'Infinite variance (see heavy-tails); noise whose variance differs between directions makes S depend on the direction.',
  seconds: { quick: 10, full: 60 },

  async run({ run, size }) {
    const norm = equilibriumNorm(1, INTRINSIC, DIMENSION - 1);
    const results = [];
    for (const [law, draw] of Object.entries(LAWS)) {
      const { arm } = await run({
        label: law,
        objective: noiseOf(law, draw),
        replicas: size(16, 64),
        metrics: [fourthPower, logCosine],
        arms: {
          arm: {
            learningRate: 1,
            weightDecay: INTRINSIC,
            initScale: norm,
            windows: [{ from: 201, to: size(2_200, 8_200) }],
          },
        },
      });
      const power = through(meanOf(arm.mean(fourthPower)), (value) => value / (norm ** 2) ** 2);
      const cosine = through(meanOf(arm.mean(logCosine)), (value) => value / log(1 - INTRINSIC));
      results.push({ law, power, cosine });
    }
    return {
      claims: results.flatMap(({ law, power, cosine }) => [
        claim(`${law} noise: ‖w‖⁴ over ηS/(λ(2 − ηλ))`, power, { theory: 1, within: 0.03 }),
        claim(`${law} noise: mean ln cos over ln(1 − ηλ)`, cosine, { theory: 1, within: 0.005 }),
      ]),
      table: results.map(({ law, power, cosine }) => ({
        noise: law,
        '‖w‖⁴ / theory': power.value,
        'ln cos / theory': cosine.value,
      })),
      figure: {
        title: 'Norm and rotation under noise of equal variance and other laws',
        caption: `Plain SGD at ηλ = ${INTRINSIC} in ${DIMENSION} dimensions, over theory, with 99.99 % intervals. From left to right: ${Object.keys(LAWS).join(', ')}.`,
        panels: [
          panel('over theory', { x: 'law', y: 'measured / theory' }, [
            { name: 'theory', kind: 'theory', points: [1, 5].map((x) => ({ x, y: 1 })) },
            measured(
              '‖w‖⁴',
              [1, 2, 3, 4, 5],
              results.map(({ power }) => power),
            ),
            measured(
              'mean ln cos',
              [1, 2, 3, 4, 5],
              results.map(({ cosine }) => cosine),
            ),
          ]),
        ],
      },
    };
  },
};

function noiseOf(law: string, draw: (stream: Stream) => number): Objective {
  const objective = sphericalObjective({
    name: `${law}-noise`,
    description: `${law} noise and no loss`,
    dimension: DIMENSION,
    noise: 0,
    metrics: [],
    loss(_, v, stream) {
      for (let i = 0; i < v.length; i++) v[i] = draw(stream);
      return 0;
    },
    evaluate: () => [],
  });
  return { ...objective, noise: 'injected', reference: `${law}-noise` };
}
