import { cos, exp, log } from '../arithmetic/elementary.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through } from './estimate.ts';
import { panel } from './panel.ts';
import { normPath, RATE } from './rate.ts';
import { measured } from './series.ts';
import type { Study } from './study.ts';

const [MOMENT, STEPS, START] = [99, 2_000, 3];
/** λ, at η = 1: ηλT is 2 and 100. */
const DECAYS = { short: 0.001, long: 0.05 };
const SHARES = [0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99];

/** Falls to a thousandth of its start. */
const cosine: readonly number[] = Array.from({ length: STEPS }, (_, t) => 0.001 + 0.999 * 0.5 * (1 + cos((Math.PI * t) / STEPS)));

/** A cosine schedule leaves no time for a new equilibrium. */
export const cosineSchedule: Study = {
  name: 'cosine-schedule',
  question: 'Do schedules that decay rapidly at the end, such as cosine, keep training from a new equilibrium?',
  askedBy: [{ reviewer: 2, point: '10', asks: 'cosine decay is thought to help because its fast end prevents equilibration' }],
  answer: 'They do: at the end of a cosine the norm is frozen and the effective rate falls like η, however long the run was.',
  prediction:
    'ELR(t) = η/Q with Q² = e^(−4λA)[Q₀² + 2S ∫ η² e^(4λA) dt], A = ∫η: where what is left of λA is below 1/4 the norm is frozen, and ELR falls like η and not like √η',
  source: 'dQ²/dt = −4ηλQ² + 2η²S for Q = ‖w‖²; compared with the exact map Q⁺ = (1 − ηλ)²Q + η²S/Q, of which it is the limit',
  protocol: `Plain SGD on isotropic noise (100 weights), ${STEPS} steps of a cosine from η = 1 to 10⁻³, at λ = ${DECAYS.short} and ${DECAYS.long}; steps of a tenth that are as long at the other extreme are in the study rate-drop.`,
  failsWhere: 'It says nothing on whether this helps generalisation.',
  seconds: { quick: 5, full: 20 },

  async run({ run, size }) {
    const traceAt = SHARES.map((share) => Math.round(share * STEPS));
    const arm = (weightDecay: number) => ({
      learningRate: cosine,
      weightDecay,
      initScale: START,
      start: { kind: 'exact' as const },
      traceAt,
    });
    const read = await run({
      objective: objective('isotropic-noise?dimension=100'),
      replicas: size(64, 256),
      metrics: [RATE],
      arms: { short: arm(DECAYS.short), long: arm(DECAYS.long) },
    });
    const results = (['short', 'long'] as const).map((name) => {
      const path = normPath(cosine, DECAYS[name], MOMENT, START);
      const predicted = cosine.map((rate, i) => rate / path[i] ** 2);
      const values = SHARES.map((_, i) => through(meanOf(read[name].at(RATE, i)), exp));
      const [from, to] = [5, 6];
      const fall = log(cosine[traceAt[to] - 1] / cosine[traceAt[from] - 1]);
      const exponents = read[name].at(RATE, to).map((end, i) => (end - read[name].at(RATE, from)[i]) / fall);
      return { name, predicted, values, exponent: meanOf(exponents) };
    });
    return {
      claims: results.flatMap(({ name, predicted, values, exponent }) => [
        ...SHARES.map((share, i) =>
          claim(
            `${name} run: ELR after ${100 * share} % of the steps over the map’s`,
            through(values[i], (value) => value / predicted[traceAt[i] - 1]),
            { theory: 1, within: 0.02 },
          ),
        ),
        claim(`${name} run: exponent of η in ELR over the last twentieth (½ would be equilibrium)`, exponent, { above: 0.9 }),
      ]),
      table: results.flatMap(({ name, predicted, values }) =>
        SHARES.map((share, i) => ({
          run: name,
          't/T': share,
          η: cosine[traceAt[i] - 1],
          ELR: values[i].value,
          theory: predicted[traceAt[i] - 1],
        })),
      ),
      figure: {
        title: 'Effective learning rate under a cosine schedule',
        caption: `Plain SGD on isotropic noise in 100 dimensions, ${STEPS} steps, ηλT = 2 (short) and 100 (long), mean over replicas with 99.99 % intervals. Lines: the exact map of the norm. Dashed: equilibrium at every step, √(2ηλ/S).`,
        panels: results.map(({ name, predicted, values }) =>
          panel(`${name} run, λ = ${DECAYS[name]}`, { x: 'share of the run', y: 'η/‖w‖²', logarithmic: 'y' }, [
            { name: 'theory', kind: 'theory', points: predicted.flatMap((y, i) => (i % 20 === 0 ? [{ x: i / STEPS, y }] : [])) },
            {
              name: 'equilibrium at every step',
              kind: 'bound',
              points: cosine.flatMap((rate, i) =>
                i % 20 === 0 ? [{ x: i / STEPS, y: Math.sqrt((2 * rate * DECAYS[name]) / MOMENT) }] : [],
              ),
            },
            measured('SGD', SHARES, values),
          ]),
        ),
      },
    };
  },
};
