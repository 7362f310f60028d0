import { objective } from '../objectives/reference.ts';
import { loss } from '../metrics/loss.ts';
import { claim } from './claim.ts';
import { meanOf, type Estimate } from './estimate.ts';
import { panel } from './panel.ts';
import { droppedAfter, equilibriumNorm, equilibriumRate, normPath } from './rate.ts';
import { measured, spread } from './series.ts';
import type { Study } from './study.ts';

const [DIMENSION, KAPPA] = [50, 4];
const TRACE = DIMENSION - 1;
/** After the drop. */
const AFTER = 2e-4;
/** Before it: small and large. */
const BEFORES = { small: 8e-4, large: 6.4e-3 };

/** Whether a small or a large rate is better right before a drop. */
export const afterTheDrop: Study = {
  name: 'after-the-drop',
  question: 'To get the best performance right after a drop, is a small or a large learning rate preferable before it?',
  askedBy: [
    { reviewer: 1, point: 'question 4', asks: 'for the best performance right after the drop, small or large learning rate?' },
  ],
  answer:
    'A large one, if there is time for it: it dips lower and later. A small one is better for the first few hundred steps. Both end at the same floor.',
  prediction:
    'Right after the drop the excess loss follows ELR·Tr Σ/4 with ELR = ELR*(before)/k, below its final floor √(ηλ·Tr Σ/8): a dip that is gone after some 1/(4ηλ) steps. At the same rate after the drop a larger one before it dips lower, by the root of their ratio, and takes longer to get there: with E the excess, E⁺ = (1 − ELR κ)²E + ½κ ELR² Tr Σ',
  source: 'the map of a quadratic basin of curvature κ with the exact map of the norm, Q⁺ = (1 − ηλ)²Q + η²S/Q',
  protocol: `Plain SGD on L = −κ⟨u, e⟩ (κ = ${KAPPA}, ${DIMENSION} weights, noise 1) from equilibrium at ηλ = ${BEFORES.small} and ${BEFORES.large}; η is divided so that ηλ = ${AFTER} after it.`,
  failsWhere:
    'Curvature so weak that relaxation takes as long as the recovery of the norm; generalisation is outside of the theory.',
  seconds: { quick: 15, full: 90 },

  async run({ run, size }) {
    const floor = Math.sqrt((AFTER * TRACE) / 8);
    const results = [];
    for (const [name, before] of Object.entries(BEFORES)) {
      const burnIn = Math.ceil(3 / before);
      const after = spread(1, 3 / AFTER, 24).map(Math.round);
      const start = equilibriumNorm(1, before, TRACE);
      const { arm } = await run({
        label: name,
        objective: objective(`von-mises-fisher?dimension=${DIMENSION}&kappa=${KAPPA}`),
        replicas: size(160, 400),
        metrics: [loss],
        arms: {
          arm: {
            learningRate: droppedAfter(burnIn, 1, before / AFTER),
            weightDecay: before,
            initScale: start,
            traceAt: after.map((t) => burnIn + t),
          },
        },
      });
      const excess = after.map((_, i) => arm.at(loss, i).map((value) => value + KAPPA));
      results.push({ name, before, after, estimates: excess.map(meanOf), predicted: predictedExcess(before, after) });
    }
    const [small, large] = results;
    const dip = (estimates: readonly Estimate[]): Estimate =>
      estimates.reduce((least, each) => (each.value < least.value ? each : least));
    const over = ({ value, interval, trials }: Estimate, by: number): Estimate => ({
      value: value / by,
      interval: [interval[0] / by, interval[1] / by],
      trials,
    });
    return {
      claims: [
        claim('small rate before: lowest excess over the final floor', over(dip(small.estimates), floor), { below: 0.8 }),
        claim('large rate before: lowest excess over the final floor', over(dip(large.estimates), floor), { below: 0.5 }),
        claim('lowest excess, large over small rate before', over(dip(large.estimates), dip(small.estimates).value), {
          below: 0.8,
        }),
        ...results.flatMap(({ name, estimates, predicted, after }) =>
          [8, 14, 18, 21, 23].map((i) =>
            claim(
              `${name} rate before: excess over the map’s, ${after[i]} steps after the drop`,
              over(estimates[i], predicted[i]),
              { theory: 1, within: 0.12 },
            ),
          ),
        ),
      ],
      table: results.flatMap(({ before, after, estimates, predicted }) =>
        after.map((t, i) => ({
          'ηλ before': before,
          'steps after the drop': t,
          'excess loss': estimates[i].value,
          theory: predicted[i],
        })),
      ),
      figure: {
        title: 'Excess loss after a drop to the same learning rate',
        caption: `Plain SGD on L = −κ⟨u, e⟩ in ${DIMENSION} dimensions, κ = ${KAPPA}, mean over replicas with 99.99 % intervals. Lines: the map of the basin. Dashed: the final floor √(ηλ·Tr Σ/8) at ηλ = ${AFTER}, below which both dip.`,
        panels: [
          panel('after the drop', { x: 'steps since the drop', y: 'L − min L', logarithmic: 'xy' }, [
            { name: 'final floor', kind: 'bound', points: [1, 3 / AFTER].map((x) => ({ x, y: floor })) },
            ...results.flatMap(({ before, after, estimates, predicted }) => [
              { name: 'theory', kind: 'theory' as const, points: after.map((x, i) => ({ x, y: predicted[i] })) },
              measured(`ηλ = ${before} before`, after, estimates),
            ]),
          ]),
        ],
      },
    };
  },
};

/** Excess loss before the step that comes t − 1 steps after the first one at the new rate. */
function predictedExcess(before: number, after: readonly number[]): number[] {
  const k = before / AFTER;
  const rates = Array.from({ length: after.at(-1)! }, () => 1 / k);
  const norms = normPath(rates, before, TRACE, equilibriumNorm(1, before, TRACE));
  let excess = (equilibriumRate(before, TRACE) * TRACE) / 4;
  const path = norms.map((norm) => {
    const now = excess;
    const rate = 1 / (k * norm * norm);
    excess = (1 - rate * KAPPA) ** 2 * excess + 0.5 * KAPPA * rate * rate * TRACE;
    return now;
  });
  return after.map((t) => path[t - 1]);
}
