import { exp, log } from '../arithmetic/elementary.ts';
import { loss } from '../metrics/loss.ts';
import { squaredAngularUpdate } from '../metrics/squared-angular-update.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through, type Estimate } from './estimate.ts';
import { panel } from './panel.ts';
import { RATE } from './rate.ts';
import { measured } from './series.ts';
import type { Study } from './study.ts';

const INTRINSIC = 0.01;
/** What is allowed of the loss under layer normalisation, which forgets its start slowly: see the correction. */
const SLOW = 0.06;
const NORMALISERS = ['batch', 'layer', 'group', 'rms', 'weight'];

/** What depends on the normaliser, and what does not. */
export const normalisers: Study = {
  name: 'normalisers',
  question: 'Does the theory distinguish between batch, layer, group, rms and weight normalisation?',
  askedBy: [
    {
      reviewer: 2,
      point: '3 and 4',
      asks: 'the SDE also holds for layer and instance normalisation, which generalise worse: how does it explain batch normalisation?',
    },
    { reviewer: 3, point: 'clarity', asks: 'how does it carry over to other normalisers?' },
    { reviewer: 4, point: 'weakness 1', asks: 'weight normalisation with gradient noise' },
  ],
  answer: 'It does not: all of them turn alike and depend on ηλ only. It therefore cannot explain why one generalises better.',
  prediction:
    'Nothing but scale invariance enters: under every one of them rms rotation per step is √(2ηλ) and equilibria depend on ηλ only. Units are columns under batch and weight normalisation and matrices under the others. No ranking of normalisers follows',
  source: 'Li, Lyu & Arora 2020; cos∠(w, w⁺) = (1 − ηλ)‖w‖/‖w⁺‖ for each invariant unit',
  protocol: `Plain SGD on digits (16 units, batch 16, leaky ReLU) at ηλ = ${INTRINSIC}: η = 1/4 and η = 4 from the same start.`,
  failsWhere:
    'Claims that one normaliser generalises better; gains that are trained with weight decay. Under weight normalisation and ReLU units die, and a dead unit has no gradient: its weights decay for ever.',
  correction:
    'Layer normalisation forgets its start more slowly than 1/(ηλ) steps: the loss at η = 4 is above that at η = 1/4 by 2.7 % after 8/(ηλ) steps, 2.2 % after 40/(ηλ), 1.7 % after 120/(ηλ) and 1.4 % after 300/(ηλ) (64 replicas, 99.99 % intervals of ± 1 %). It fades, so that it is a slow mixing and no other equilibrium.',
  seconds: { quick: 12, full: 60 },

  async run({ run, size }) {
    const results = [];
    for (const normaliser of NORMALISERS) {
      // Without a batch to centre them some units have hardly any gradient, and take ln(ρ₀/ρ*)/(ηλ) steps to get small.
      const burnIn = (normaliser === 'weight' ? 20 : 8) / INTRINSIC;
      const windows = [{ from: burnIn + 1, to: burnIn + 8 / INTRINSIC }];
      const { slow, fast } = await run({
        label: normaliser,
        objective: objective(`digits-mlp?normaliser=${normaliser}&widths=16&batch=16&activation=leaky-relu`),
        replicas: size(64, 192),
        metrics: [squaredAngularUpdate, RATE, loss],
        arms: {
          slow: { learningRate: 0.25, weightDecay: 4 * INTRINSIC, windows },
          fast: { learningRate: 4, weightDecay: INTRINSIC / 4, windows },
        },
      });
      // Of logarithms: the mean of ratios of what scatters is above 1 by its variance, where nothing differs.
      const ratioOf = (differences: readonly number[]): Estimate => through(meanOf(differences), exp);
      const losses = fast.mean(loss).map((value, i) => log(value / slow.mean(loss)[i]));
      results.push({
        normaliser,
        turn: through(meanOf(slow.mean(squaredAngularUpdate)), (chord) => Math.sqrt(chord / (2 * INTRINSIC))),
        loss: ratioOf(losses),
        rate: ratioOf(fast.mean(RATE).map((value, i) => value - slow.mean(RATE)[i])),
        level: meanOf(slow.mean(loss)).value,
      });
    }
    const xs = NORMALISERS.map((_, i) => i + 1);
    return {
      claims: results.flatMap(({ normaliser, turn, loss: ratio, rate }) => [
        claim(`${normaliser}: rms rotation over √(2ηλ)`, turn, { theory: 1, within: 0.02 }),
        claim(`${normaliser}: loss at η = 4 over loss at η = 1/4`, ratio, {
          theory: 1,
          within: normaliser === 'layer' ? SLOW : 0.04,
        }),
        claim(`${normaliser}: effective rate at η = 4 over that at η = 1/4`, rate, { theory: 1, within: 0.15 }),
      ]),
      table: results.map(({ normaliser, turn, loss: ratio, rate, level }) => ({
        normaliser,
        'rotation / √(2ηλ)': turn.value,
        'loss, η = 4 over 1/4': ratio.value,
        'effective rate, η = 4 over 1/4': rate.value,
        loss: level,
      })),
      figure: {
        title: `Five normalisers at ηλ = ${INTRINSIC}`,
        caption: `Plain SGD on digits, mean over replicas with 99.99 % intervals: rotation per step over √(2ηλ), and loss and effective rate at η = 4 over those at η = 1/4. From left to right: ${NORMALISERS.join(', ')}.`,
        panels: [
          panel('over theory', { x: 'normaliser', y: 'ratio' }, [
            { name: 'theory', kind: 'theory', points: [1, 5].map((x) => ({ x, y: 1 })) },
            measured(
              'rotation',
              xs,
              results.map(({ turn }) => turn),
            ),
            measured(
              'loss',
              xs,
              results.map((result) => result.loss),
            ),
            measured(
              'effective rate',
              xs,
              results.map(({ rate }) => rate),
            ),
          ]),
        ],
      },
    };
  },
};
