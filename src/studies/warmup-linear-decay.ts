import { exp, log } from '../arithmetic/elementary.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, type Estimate } from './estimate.ts';
import { panel } from './panel.ts';
import { normPath, RATE } from './rate.ts';
import { measured } from './series.ts';
import type { Study } from './study.ts';
import type { ArmReadings, StudyArm } from './study-context.ts';

const STEPS = 1_000;
/** Each of η, λ and the start is multiplied and divided by this. */
const NUDGE = 1.2;
const RATES = [0.001, 0.01, 0.1, 1];
/** λ Ση of a short and of a long run. */
const DECAY = { short: 0.02, long: 10 };
const ONE_STEP = Array.from({ length: STEPS }, (_, t) => Math.min((t + 1) / 100, (STEPS - t) / 900));
const TOTAL = ONE_STEP.reduce((sum, rate) => sum + rate, 0);
const READ = Array.from({ length: STEPS / 10 }, (_, i) => 10 * i + 5);

const NUDGES = { rate: [1, 0, 0], decay: [0, 1, 0], start: [0, 0, 1] } as const;
type Nudged = keyof typeof NUDGES;
const NUDGED = Object.keys(NUDGES) as Nudged[];

interface Elasticity {
  readonly value: Estimate;
  readonly each: readonly number[];
  readonly predicted: number;
}

interface Result {
  readonly name: string;
  readonly rate: number;
  readonly eta: Elasticity;
  readonly lambda: Elasticity;
  readonly identity: Estimate;
}

/** Under warm-up and linear decay a short run feels η and not λ. */
export const warmupLinearDecay: Study = {
  name: 'warmup-linear-decay',
  question: 'What does the theory say of warm-up with linear decay, where η matters much more than λ?',
  askedBy: [
    {
      reviewer: 1,
      point: 'question 5',
      asks: 'such schedules are far more sensitive to η than to λ: is "ηλ determines everything" to be corrected?',
    },
  ],
  answer:
    'Short runs feel η and not λ, since decay has not acted yet; in long runs both matter alike. ηλ determines equilibria, not short runs.',
  prediction:
    'In a run with λΣη ≲ 0.1 the distance that training covers, Σ ELR, has elasticity about 1 (small η) to 0.1 (large η) in η and almost 0 in λ; with λΣη ≫ 1 both are equal. Always 2e_η − 2e_λ + e_ρ = 0, e_ρ the elasticity in the norm of the start',
  source: 'the map Q⁺ = (1 − ηλ)²Q + η²S/Q; Euler’s identity for the symmetry (c²η, c⁻²λ, c·w₀)',
  protocol: `Plain SGD on isotropic noise (100 weights, S = 1) from norm 1, ${STEPS} steps, a tenth of them warm-up; elasticities from runs with η, λ or the start multiplied by ${NUDGE}^±1 on the same noise.`,
  failsWhere: 'Claims that only ηλ counts, in runs that are short beside 1/(ηλ).',
  seconds: { quick: 20, full: 60 },

  async run({ run, size }) {
    const results: Result[] = [];
    for (const [name, share] of Object.entries(DECAY)) {
      for (const rate of RATES) {
        const decay = share / (rate * TOTAL);
        const settings = NUDGED.flatMap((nudged) =>
          [1, -1].map((sign) => {
            const [a, b, c] = NUDGES[nudged].map((used) => (used ? (sign > 0 ? NUDGE : 1 / NUDGE) : 1));
            return {
              key: `${nudged} ${sign}`,
              rates: ONE_STEP.map((value) => value * rate * a),
              weightDecay: decay * b,
              start: c,
            };
          }),
        );
        const arms = settings.map(({ key, rates, weightDecay, start }): [string, StudyArm] => [
          key,
          { learningRate: rates, weightDecay, initScale: start, start: { kind: 'exact' }, traceAt: READ },
        ]);
        const read = await run({
          label: `${name} ${rate}`,
          objective: objective(`isotropic-noise?dimension=100&noise=${1 / Math.sqrt(99)}`),
          replicas: size(64, 256),
          metrics: [RATE],
          arms: Object.fromEntries(arms),
        });
        const predictedClock = new Map(
          settings.map(({ key, rates, weightDecay, start }) => {
            const path = normPath(rates, weightDecay, 1, start);
            return [key, READ.reduce((sum, step) => sum + rates[step - 1] / path[step - 1] ** 2, 0)];
          }),
        );
        const elasticity = (nudged: Nudged): Elasticity => {
          const [more, less] = [clocks(read[`${nudged} 1`]), clocks(read[`${nudged} -1`])];
          const each = more.map((value, i) => log(value / less[i]) / (2 * log(NUDGE)));
          const predicted = log(predictedClock.get(`${nudged} 1`)! / predictedClock.get(`${nudged} -1`)!) / (2 * log(NUDGE));
          return { value: meanOf(each), each, predicted };
        };
        const [eta, lambda, rho] = NUDGED.map(elasticity);
        const identity = meanOf(eta.each.map((value, i) => 2 * value - 2 * lambda.each[i] + rho.each[i]));
        results.push({ name, rate, eta, lambda, identity });
      }
    }
    const of = (name: string) => results.filter((result) => result.name === name);
    return {
      claims: results.flatMap(({ name, rate, eta, lambda, identity }) => [
        claim(`${name} run, η = ${rate}: elasticity in η`, eta.value, { theory: eta.predicted, apart: 0.01 }),
        claim(`${name} run, η = ${rate}: elasticity in λ`, lambda.value, { theory: lambda.predicted, apart: 0.005 }),
        claim(`${name} run, η = ${rate}: 2e_η − 2e_λ + e_ρ`, identity, { theory: 0, apart: 0.03 }),
        ...(name === 'short'
          ? [
              claim(
                `short run, η = ${rate}: elasticity in η over that in λ`,
                meanOf(eta.each.map((value, i) => value / lambda.each[i])),
                { above: 10 },
              ),
            ]
          : []),
      ]),
      table: results.map(({ name, rate, eta, lambda }) => ({
        run: name,
        η: rate,
        'in η': eta.value.value,
        'in η, theory': eta.predicted,
        'in λ': lambda.value.value,
        'in λ, theory': lambda.predicted,
      })),
      figure: {
        title: 'How the distance covered depends on η and on λ',
        caption: `Elasticity of Σ η/‖w‖² under warm-up and linear decay, plain SGD on isotropic noise (S = 1) from norm 1, ${STEPS} steps, with 99.99 % intervals. Left λΣη = 0.02: weight decay does not matter. Right λΣη = 10: it matters as much as η. Lines: the exact map of the norm.`,
        panels: Object.keys(DECAY).map((name) =>
          panel(
            `${name} run, λΣη = ${DECAY[name as keyof typeof DECAY]}`,
            { x: 'peak learning rate η', y: 'elasticity', logarithmic: 'x' },
            [
              { name: 'theory', kind: 'theory', points: of(name).map(({ rate, eta }) => ({ x: rate, y: eta.predicted })) },
              { name: 'theory', kind: 'theory', points: of(name).map(({ rate, lambda }) => ({ x: rate, y: lambda.predicted })) },
              measured(
                'in η',
                RATES,
                of(name).map(({ eta }) => eta.value),
              ),
              measured(
                'in λ',
                RATES,
                of(name).map(({ lambda }) => lambda.value),
              ),
            ],
          ),
        ),
      },
    };
  },
};

/** Σ ELR over the steps that are read, replica by replica. */
function clocks(arm: ArmReadings): number[] {
  const rates = READ.map((_, i) => arm.at(RATE, i));
  return rates[0].map((_, replica) => rates.reduce((sum, values) => sum + exp(values[replica]), 0));
}
