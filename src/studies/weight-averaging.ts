import { exp, log } from '../arithmetic/elementary.ts';
import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { innerProducts } from '../metrics/groups.ts';
import type { Objective } from '../objectives/objective.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf } from './estimate.ts';
import { panel } from './panel.ts';
import { equilibriumNorm, RATE } from './rate.ts';
import { measured, theory } from './series.ts';
import type { Study } from './study.ts';

const INTRINSIC = 0.01;
/** Snapshots of a run, this many steps apart. */
const [SNAPSHOTS, LAG] = [8, 32];
const LAGS = Array.from({ length: SNAPSHOTS - 1 }, (_, i) => (i + 1) * LAG);

/** Averaging helps along a run and not between runs: weights are not mixed, functions are. */
export const weightAveraging: Study = {
  name: 'weight-averaging',
  question: 'What does weight averaging say about equilibrium, if it helps along one run and not between runs?',
  askedBy: [
    {
      reviewer: 2,
      point: '8',
      asks: 'how does the SWA experiment indicate that there is no equilibrium, and is not fluctuation in a minimum consistent with it?',
    },
    { reviewer: 3, point: 'clarity', asks: 'how does it explain the boost of SWA?' },
  ],
  answer: 'Directions keep moving away while the function has mixed: averages along one run help, averages between runs do harm.',
  prediction:
    'Directions decorrelate as (1 − ηλ)^n where nothing confines them, and less in confined directions: parameters keep moving away long after the function has mixed. An average along one run has less noise in confined directions and a lower loss; one of runs from different starts mixes unrelated weights and has a higher one',
  source: 'E⟨uₜ₊ₙ, uₜ⟩ = (1 − ηλ)^n under isotropic noise, from SGD’s update; Izmailov et al. 2018 (arXiv 1803.05407) for SWA',
  protocol: `Plain SGD at ηλ = ${INTRINSIC}: isotropic noise (100 weights), and digits (batch normalisation, 16-16 units, batch 16), ${SNAPSHOTS} snapshots ${LAG} steps apart at equilibrium; training loss of averages of snapshots along a run, and of the last ones of as many runs.`,
  failsWhere:
    'Pure noise, where no direction is confined and averages help nobody; lags so long that the run has left its basin.',
  correction:
    'With one hidden layer under a top layer that is fixed alike in all runs, units have the same role in every run, and the average of runs does no harm (0.95 of the loss): it takes two hidden layers, whose units can be exchanged.',
  seconds: { quick: 15, full: 60 },

  async run({ run, size }) {
    const burnIn = 5 / INTRINSIC;
    const windows = [{ from: burnIn + 1, to: burnIn + SNAPSHOTS * LAG }];
    const noise = objective('isotropic-noise?dimension=100');
    const walk = await run({
      label: 'noise',
      objective: noise,
      replicas: size(256, 768),
      metrics: [RATE],
      arms: {
        arm: {
          learningRate: 1,
          weightDecay: INTRINSIC,
          initScale: equilibriumNorm(1, INTRINSIC, 99),
          windows,
          snapshots: SNAPSHOTS,
        },
      },
    });
    const network = objective('digits-mlp?widths=16,16&batch=16');
    const digits = await run({
      label: 'digits',
      objective: network,
      replicas: size(64, 128),
      metrics: [RATE],
      arms: { arm: { learningRate: 1, weightDecay: INTRINSIC, windows, snapshots: SNAPSHOTS } },
    });
    const cosines = (on: Objective, replicas: typeof walk.arm.replicas) =>
      LAGS.map((_, i) => meanOf(replicas.map(({ snapshots }) => cosine(on, snapshots[0], snapshots[i + 1]))));
    const [free, confined] = [cosines(noise, walk.arm.replicas), cosines(network, digits.arm.replicas)];

    const instance = network.instantiate('float32');
    const trainLoss = (tensors: readonly Tensor[]): number => instance.evaluate(tensors)[network.metrics.indexOf('trainLoss')];
    const { replicas } = digits.arm;
    const single = replicas.map(({ snapshots }) => trainLoss(snapshots.at(-1)!));
    const along = replicas.map(({ snapshots }, i) => trainLoss(average(snapshots)) / single[i]);
    const groups = Array.from({ length: replicas.length / SNAPSHOTS }, (_, i) =>
      replicas.slice(i * SNAPSHOTS, (i + 1) * SNAPSHOTS),
    );
    const level = meanOf(single).value;
    const across = groups.map((group) => trainLoss(average(group.map(({ snapshots }) => snapshots.at(-1)!))) / level);
    return {
      claims: [
        claim('digits: training loss of the average along a run over that of its last snapshot', meanOf(along), { below: 0.97 }),
        claim('digits: training loss of the average of runs over that of one', meanOf(across), { above: 1.1 }),
        ...LAGS.map((lag, i) =>
          claim(`noise: mean cosine of directions ${lag} steps apart`, free[i], {
            theory: exp(lag * log(1 - INTRINSIC)),
            apart: 0.04,
          }),
        ),
        claim(
          `digits: fall of the cosine from lag ${LAGS[0]} to lag ${LAGS.at(-1)}`,
          meanOf(
            replicas.map(
              ({ snapshots }) => cosine(network, snapshots[0], snapshots[1]) - cosine(network, snapshots[0], snapshots.at(-1)!),
            ),
          ),
          { above: 0.02 },
        ),
      ],
      table: LAGS.map((lag, i) => ({
        lag,
        'cosine, noise': free[i].value,
        '(1 − ηλ)^n': exp(lag * log(1 - INTRINSIC)),
        'cosine, digits': confined[i].value,
      })),
      figure: {
        title: 'How long directions are remembered',
        caption: `Plain SGD at equilibrium, ηλ = ${INTRINSIC}: mean cosine between weights n steps apart with 99.99 % intervals. Line: (1 − ηλ)^n. On digits the average of ${SNAPSHOTS} snapshots along a run has ${meanOf(along).value.toFixed(3)} of the training loss of the last one, and that of ${SNAPSHOTS} runs ${meanOf(across).value.toFixed(2)} times that of one.`,
        panels: [
          panel('cosine of directions', { x: 'steps between them', y: 'mean cosine' }, [
            theory('(1 − ηλ)^n', [0, LAGS.at(-1)!], (lag) => exp(lag * log(1 - INTRINSIC))),
            measured('isotropic noise', LAGS, free),
            measured('digits', LAGS, confined),
          ]),
        ],
      },
    };
  },
};

/** Mean over units of the cosine between two sets of weights. */
function cosine({ groups }: Objective, a: readonly Tensor[], b: readonly Tensor[]): number {
  const [aa, bb, ab] = [innerProducts(groups, a, a), innerProducts(groups, b, b), innerProducts(groups, a, b)];
  return ab.reduce((sum, product, unit) => sum + product / Math.sqrt(aa[unit] * bb[unit]), 0) / ab.length;
}

function average(sets: readonly (readonly Tensor[])[]): Tensor[] {
  return sets[0].map(({ shape }, i) => {
    const sum = zeros(shape, 'float32');
    for (const set of sets) set[i].data.forEach((value, j) => (sum.data[j] += value / sets.length));
    return sum;
  });
}
