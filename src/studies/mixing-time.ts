import { exp, log } from '../arithmetic/elementary.ts';
import { loss } from '../metrics/loss.ts';
import type { Metric } from '../metrics/metric.ts';
import { objective } from '../objectives/reference.ts';
import { mean } from '../statistics/descriptive.ts';
import { ordinaryLeastSquares } from '../statistics/ordinary-least-squares.ts';
import { claim, type Allowed } from './claim.ts';
import { meanOf, through, type Estimate } from './estimate.ts';
import { panel } from './panel.ts';
import { equilibriumNorm, RATE } from './rate.ts';
import { measured, spread, theory } from './series.ts';
import type { Study } from './study.ts';
import type { ArmReadings, StudyContext } from './study-context.ts';

const DIMENSION = 10;
const MOMENT = DIMENSION - 1;
/** Replicas are put together in so many groups, each of which gives a time and a slope. */
const GROUPS = 8;
/** Converged: this share of the way is left. */
const LEFT = 0.2;

interface Regime {
  readonly name: string;
  readonly kappa: number;
  /** Start over equilibrium norm. */
  readonly from: number;
  readonly metric: Metric;
  readonly slope: Allowed;
}

const REGIMES: readonly Regime[] = [
  { name: 'loss, noise-dominated, from ρ*', kappa: 0.02, from: 1, metric: loss, slope: { theory: -1, apart: 0.18 } },
  { name: 'loss, drift-dominated, from ρ*', kappa: 1, from: 1, metric: loss, slope: { theory: -0.5, apart: 0.12 } },
  { name: 'loss, drift-dominated, from 4ρ*', kappa: 1, from: 4, metric: loss, slope: { theory: -0.78, apart: 0.15 } },
  { name: 'effective rate, from 4ρ*', kappa: 0.02, from: 4, metric: RATE, slope: { theory: -1, apart: 0.03 } },
];

/** Steps to convergence against 1/(ηλ). */
export const mixingTime: Study = {
  name: 'mixing-time',
  question: 'Is the number of steps to convergence linear in 1/(ηλ)?',
  askedBy: [
    { reviewer: 1, point: 'weakness, prediction 2', asks: 'a plot of 1/λₑ against steps to convergence, which should be linear' },
  ],
  answer:
    'Linear for the norm, and for losses whose noise dominates. Where the drift dominates it goes as (1/(ηλ))^(1/2), and in between from a start far away.',
  prediction:
    'It is an upper bound and not the exponent of every metric. The effective rate from ρ₀ ≫ ρ* takes (1/ηλ)(ln(ρ₀/ρ*) + ¼ ln(1/δ)): slope −1. A loss whose noise dominates, −1; one whose drift dominates relaxes in 1/(ELR* h): −1/2 from ρ*, and in between (measured −0.78) from 4ρ*',
  source: 'γ* and ELR* = √(2ηλ/S), Li, Lyu & Arora 2020; drift dominates below the crossover ηλ = 2κ²/S',
  protocol: `Plain SGD on L = −κ⟨u, e⟩ (${DIMENSION} weights, noise 1, κ = 0.02 or 1) from ⟨u, e⟩ = −0.6: first step at which ${100 * LEFT} % of the way of the mean is left, of groups of replicas; slope in a log-log plot over 1.5 decades.`,
  failsWhere: 'Several basins, between which it takes exponentially long; a gate that demands slope −1 of every metric.',
  seconds: { quick: 40, full: 240 },

  async run(context) {
    const rates = spread(context.size(5e-4, 2e-4), context.size(0.016, 0.0064), context.size(4, 6));
    const results = [];
    for (const regime of REGIMES) {
      const times: number[][] = [];
      for (const intrinsic of rates) times.push(await timesOf(context, regime, intrinsic));
      const x = rates.map((rate) => log(rate));
      const slopes = times[0].map(
        (_, group) =>
          ordinaryLeastSquares(
            x,
            times.map((values) => log(values[group])),
          ).slope,
      );
      results.push({
        regime,
        times: times.map((values): Estimate => through(meanOf(values.map((value) => log(value))), exp)),
        slope: meanOf(slopes),
      });
    }
    const fixed = (intrinsic: number): number => (log(4) + 0.25 * log(1 / LEFT)) / intrinsic;
    return {
      claims: results.map(({ regime, slope }) => claim(`slope of ln steps in ln ηλ: ${regime.name}`, slope, regime.slope)),
      table: results.flatMap(({ regime, times, slope }) =>
        rates.map((rate, i) => ({ regime: regime.name, ηλ: rate, steps: times[i].value, slope: slope.value })),
      ),
      figure: {
        title: 'Steps to convergence against 1/(ηλ)',
        caption: `Plain SGD on L = −κ⟨u, e⟩ in ${DIMENSION} dimensions, geometric mean of ${GROUPS} groups of replicas with 99.99 % intervals. Slopes in 1/(ηλ): ${results.map(({ regime, slope }) => `${(-slope.value).toFixed(2)} (${regime.name})`).join(', ')}. Line: (1/ηλ)(ln 4 + ¼ ln(1/δ)), slope 1.`,
        panels: [
          panel('steps until a fifth of the way is left', { x: '1/(ηλ)', y: 'steps', logarithmic: 'xy' }, [
            theory(
              'norm-limited',
              rates.map((rate) => 1 / rate),
              (x) => fixed(1 / x),
              'logarithmic',
            ),
            ...results.map(({ regime, times }) =>
              measured(
                regime.name,
                rates.map((rate) => 1 / rate),
                times,
              ),
            ),
          ]),
        ],
      },
    };
  },
};

/** When each group of replicas has come so far. */
async function timesOf({ run, size }: StudyContext, regime: Regime, intrinsic: number): Promise<number[]> {
  const { kappa, from, metric } = regime;
  const last =
    (from > 1 ? 4 : 3) /
    (metric === loss && kappa === 1 ? Math.sqrt(intrinsic) * (from > 1 ? Math.sqrt(intrinsic) : 0.15) : intrinsic);
  const traceAt = [...new Set(spread(1, Math.ceil(last), 60).map(Math.round))];
  const replicas = GROUPS * size(metric === loss && kappa < 1 ? 96 : 8, metric === loss && kappa < 1 ? 192 : 24);
  const start = Float64Array.from({ length: DIMENSION }, (_, i) => [-0.6, 0.8][i] ?? 0);
  const tensors = Array.from({ length: replicas }, () => [{ data: start, shape: [DIMENSION] }]);
  const norm = equilibriumNorm(1, intrinsic, MOMENT);
  const { arm } = await run({
    label: `${kappa} ${from} ${intrinsic}`,
    objective: objective(`von-mises-fisher?dimension=${DIMENSION}&kappa=${kappa}`),
    replicas,
    metrics: [metric],
    arms: {
      arm: {
        learningRate: 1,
        weightDecay: intrinsic,
        initScale: from * norm,
        start: { kind: 'given', tensors },
        traceAt,
        windows: [{ from: Math.ceil(last), to: Math.ceil(1.5 * last) }],
      },
    },
  });
  const end = mean(arm.mean(metric));
  return Array.from({ length: GROUPS }, (_, group) => crossing(curveOf(arm, metric, traceAt, group), traceAt, end));
}

function curveOf(arm: ArmReadings, metric: Metric, traceAt: readonly number[], group: number): number[] {
  return traceAt.map((_, point) => {
    const values = arm.at(metric, point);
    const each = values.length / GROUPS;
    return mean(values.slice(group * each, (group + 1) * each));
  });
}

/** Where the curve has left the given share of its way, interpolated in ln t. */
function crossing(curve: readonly number[], at: readonly number[], end: number): number {
  const left = curve.map((value) => (value - end) / (curve[0] - end));
  const i = left.findIndex((share) => share < LEFT);
  if (i < 1) return NaN;
  const share = (left[i - 1] - LEFT) / (left[i - 1] - left[i]);
  return exp(log(at[i - 1]) + share * (log(at[i]) - log(at[i - 1])));
}
