import { log } from '../arithmetic/elementary.ts';
import { fourthPower, secondOrderGain } from '../metrics/fourth-power.ts';
import { gradientMoment } from '../metrics/gradient-moment.ts';
import { logCosine } from '../metrics/log-cosine.ts';
import { loss } from '../metrics/loss.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through } from './estimate.ts';
import { panel } from './panel.ts';
import { measured, theory } from './series.ts';
import type { Study } from './study.ts';

const [DIMENSION, KAPPA] = [20, 1];
/** Temperature is set by ηλ/B. */
const PER_SAMPLE = 4e-5;
const BATCHES = [4, 16, 64, 256, 1024];

/** What a batch is to the SDE, and how far one may be exchanged for a learning rate. */
export const batchSize: Study = {
  name: 'batch-size',
  question: 'What is the role of the batch size, and how far does linear scaling reach?',
  askedBy: [
    {
      reviewer: 2,
      point: '1 and 2',
      asks: 'noise is inverse in the batch size: what is its role in the scale-invariant SDE? is a small rate not the same as another batch?',
    },
    {
      reviewer: 3,
      point: 'weaknesses and clarity',
      asks: 'how does the intrinsic learning rate affect training with large batches?',
    },
  ],
  answer:
    'The batch divides Tr Σ, so that ηλ/B sets the temperature and linear scaling holds; it ends where the gradient itself outweighs its noise.',
  prediction:
    'Tr Σ = Tr Σ₁/B, so temperature and excess loss √(ηλ·Tr Σ₁/(8B)) depend on ηλ/B: linear scaling multiplies ηλ by B. Rotation stays arccos(1 − ηλ). It ends where ‖∇L‖²B is no longer small beside Tr Σ₁: ‖w‖⁴ then grows as (1 + ‖∇L‖²B/Tr Σ₁)',
  source: 'S = ‖∇L‖² + Tr Σ₁/B in ‖w‖⁴ = ηS/(λ(2 − ηλ)); Li, Lyu & Arora 2020 with B written out',
  protocol: `Plain SGD on L = −κ⟨u, e⟩ (κ = ${KAPPA}, ${DIMENSION} weights) with noise 1/√B, η = B and λ = ${PER_SAMPLE}: ηλ/B is the same for all B.`,
  failsWhere: 'Sampling without replacement has (N − B)/(N − 1) for 1; batch normalisation makes B part of the loss itself.',
  correction:
    'Large batches do not only have ‖∇L‖²: the step ηλ itself is then no longer small, and excess loss rises although temperature is the same.',
  seconds: { quick: 20, full: 90 },

  async run({ run, size }) {
    const results = [];
    for (const batch of BATCHES) {
      const intrinsic = batch * PER_SAMPLE;
      const trace = (DIMENSION - 1) / batch;
      const norm = Math.sqrt(Math.sqrt((batch * trace) / (2 * PER_SAMPLE)));
      const burnIn = Math.ceil(3 / intrinsic) + 200;
      const { arm } = await run({
        label: `${batch}`,
        objective: objective(`von-mises-fisher?dimension=${DIMENSION}&kappa=${KAPPA}&noise=${1 / Math.sqrt(batch)}`),
        replicas: size(12, 32),
        metrics: [loss, fourthPower, secondOrderGain, gradientMoment, logCosine],
        arms: {
          arm: {
            learningRate: batch,
            weightDecay: PER_SAMPLE,
            initScale: norm,
            windows: [{ from: burnIn, to: burnIn + Math.max(Math.ceil(size(12, 48) / intrinsic), 4_000) }],
          },
        },
      });
      const keep = 1 - intrinsic;
      const powers = arm.mean(fourthPower);
      const moments = arm.mean(gradientMoment);
      // E y (1 − a⁴) = 2a²η² E m + η⁴ E m²/y, y = ‖w‖⁴
      const balance = powers.map(
        (power, i) =>
          ((1 - (keep ** 2) ** 2) * power) /
          (2 * keep * keep * batch * batch * moments[i] + (batch ** 2) ** 2 * arm.mean(secondOrderGain)[i]),
      );
      results.push({
        batch,
        intrinsic,
        excess: meanOf(arm.mean(loss).map((value) => value + KAPPA)),
        power: meanOf(powers.map((power) => power / (norm ** 2) ** 2)),
        signal: meanOf(moments.map((moment) => moment / trace)),
        balance: meanOf(balance),
        cosine: through(meanOf(arm.mean(logCosine)), (value) => value / log(keep)),
      });
    }
    const predicted = Math.sqrt((PER_SAMPLE * (DIMENSION - 1)) / 8);
    return {
      claims: [
        ...results
          .slice(0, 2)
          .map(({ batch, excess }) => claim(`B = ${batch}: excess loss`, excess, { theory: predicted, within: 0.05 })),
        ...results.flatMap(({ batch, balance, cosine }) => [
          claim(`B = ${batch}: ‖w‖⁴ over what S and its square make it`, balance, { theory: 1, within: 0.02 }),
          claim(`B = ${batch}: mean ln cos over ln(1 − ηλ)`, cosine, { theory: 1, within: 0.01 }),
        ]),
        claim('B = 1024: S over Tr Σ₁/B, where linear scaling has ended', results.at(-1)!.signal, { above: 1.2 }),
        claim('B = 1024: ‖w‖⁴ over that of small batches', results.at(-1)!.power, { above: 1.2 }),
      ],
      table: results.map(({ batch, intrinsic, excess, power, signal }) => ({
        B: batch,
        ηλ: intrinsic,
        'excess loss': excess.value,
        'theory, small B': predicted,
        '‖w‖⁴ over small B': power.value,
        'S·B/Tr Σ₁': signal.value,
      })),
      figure: {
        title: 'Linear scaling of ηλ with the batch size, and its end',
        caption: `Plain SGD on L = −κ⟨u, e⟩ in ${DIMENSION} dimensions with noise 1/√B at ηλ/B = ${PER_SAMPLE}, mean over replicas with 99.99 % intervals. Left: excess loss; line: √(ηλ·Tr Σ₁/(8B)). Right: second moment of the gradient over that of the noise, and ‖w‖⁴ over its value for small batches.`,
        panels: [
          panel('excess loss', { x: 'batch size B', y: 'L − min L', logarithmic: 'x' }, [
            theory('theory', BATCHES, () => predicted, 'logarithmic'),
            measured(
              'excess loss',
              BATCHES,
              results.map(({ excess }) => excess),
            ),
          ]),
          panel('where it ends', { x: 'batch size B', y: 'ratio', logarithmic: 'x' }, [
            theory('small batches', BATCHES, () => 1, 'logarithmic'),
            measured(
              'S·B/Tr Σ₁',
              BATCHES,
              results.map(({ signal }) => signal),
            ),
            measured(
              '‖w‖⁴ over small B',
              BATCHES,
              results.map(({ power }) => power),
            ),
          ]),
        ],
      },
    };
  },
};
