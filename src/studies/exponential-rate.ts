import { loss } from '../metrics/loss.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { exactly } from './estimate.ts';
import { panel } from './panel.ts';
import type { Study } from './study.ts';
import type { ArmReadings } from './study-context.ts';

const [RATE, DECAY] = [0.5, 0.02];
const STEPS = Array.from({ length: 150 }, (_, i) => i + 1);
const KEEP = 1 - RATE * DECAY;

/** ηₜ = η/(AₜAₜ₊₁), Aₜ = (1 − ηλ)^t; t counts from 0. */
const growing: readonly number[] = (() => {
  let kept = 1;
  return STEPS.map(() => {
    const rate = RATE / (kept * kept * KEEP);
    kept *= KEEP;
    return rate;
  });
})();

/** Weight decay is an exponentially growing learning rate. */
export const exponentialRate: Study = {
  name: 'exponential-rate',
  question: 'Is training with weight decay the same as training without it at an exponentially growing learning rate?',
  askedBy: [{ reviewer: 1, point: 'strengths', asks: 'the survey of apparent contradictions, of which this is one' }],
  answer: 'It is, up to rounding.',
  prediction:
    'λ = 0 with ηₜ = η (1 − ηλ)^(−2t−1) takes the same directions; at η = 0.1, λ = 5·10⁻⁴, μ = 0.9 the rate grows by 1.481 per epoch of 391 steps',
  source: 'Li & Arora 2020 (arXiv 1910.07454), theorem 2.1',
  protocol: `Plain SGD on digits (batch normalisation, 16 units, batch 16) in float64, ηλ = ${RATE * DECAY}, ${STEPS.length} steps of the same mini-batches: largest difference of losses. The control grows half as fast.`,
  failsWhere:
    'An ε in the normaliser; float32 after some hundred steps, where rounding is amplified; weights that grow until they overflow.',
  seconds: { quick: 3, full: 6 },

  async run({ run, size }) {
    const shared = { precision: 'float64', traceAt: STEPS } as const;
    const read = await run({
      objective: objective('digits-mlp?widths=16&batch=16'),
      replicas: size(4, 16),
      metrics: [loss],
      arms: {
        decay: { ...shared, learningRate: RATE, weightDecay: DECAY },
        growth: { ...shared, learningRate: growing, weightDecay: 0 },
        half: { ...shared, learningRate: growing.map((rate) => Math.sqrt(rate * RATE)), weightDecay: 0 },
      },
    });
    const gaps = (arm: ArmReadings): number[] =>
      STEPS.map((_, i) =>
        Math.max(...arm.at(loss, i).map((value, replica) => Math.abs(value - read.decay.at(loss, i)[replica]))),
      );
    const [same, other] = [gaps(read.growth), gaps(read.half)];
    return {
      claims: [
        claim('largest difference of losses, of order 1', exactly(Math.max(...same)), { below: 1e-9 }),
        claim('the same where the rate grows half as fast', exactly(Math.max(...other)), { above: 1e-3 }),
      ],
      table: STEPS.filter((step) => step % 15 === 0).map((step) => ({
        step,
        'ηₜ without decay': growing[step - 1],
        'largest difference': same[step - 1],
        'half as fast': other[step - 1],
      })),
      figure: {
        title: 'With weight decay, and without it at a growing learning rate',
        caption: `Plain SGD on digits in float64, ηλ = ${RATE * DECAY}: largest difference of mini-batch losses from the run with weight decay, of runs without it whose rate grows as (1 − ηλ)^(−2t), and half as fast.`,
        panels: [
          panel('difference of losses', { x: 'step', y: 'largest difference', logarithmic: 'y' }, [
            { name: 'growth as predicted', kind: 'measured', points: same.map((y, i) => ({ x: i + 1, y: Math.max(y, 1e-17) })) },
            { name: 'half as fast', kind: 'measured', points: other.map((y, i) => ({ x: i + 1, y: Math.max(y, 1e-17) })) },
          ]),
        ],
      },
    };
  },
};
