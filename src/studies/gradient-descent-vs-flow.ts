import { asin } from '../arithmetic/elementary.ts';
import { loss } from '../metrics/loss.ts';
import { objective } from '../objectives/reference.ts';
import { ascending } from '../statistics/ascending.ts';
import { mean, median } from '../statistics/descriptive.ts';
import { claim } from './claim.ts';
import { exactly } from './estimate.ts';
import { measured, theory } from './series.ts';
import type { Study } from './study.ts';
import type { StudyArm, StudyContext } from './study-context.ts';

const RATES = [0.001, 0.003, 0.01, 0.03, 0.1];
const arccos = (x: number): number => Math.PI / 2 - asin(x);

/** Steps after which a small displacement from the orbit comes back. */
const period = (intrinsic: number): number => (2 * Math.PI) / arccos(2 * (1 - intrinsic) * (1 - intrinsic) - 1);

/** Gradient descent does not become gradient flow however small η is, and follows a formula where it does not. */
export const gradientDescentVsFlow: Study = {
  name: 'gradient-descent-vs-flow',
  question:
    'Is it chaos at a finite rate that keeps gradient descent from following gradient flow, or something that no rate is too small for?',
  askedBy: [
    { reviewer: 2, point: '7', asks: 'does "gradient descent ≠ gradient flow" say more than that finite rates can be chaotic?' },
  ],
  answer:
    'It is not chaos: for every η > 0 the effective rate grows until the minimum is unstable, and the orbit that it ends in has a loss and a period in closed form.',
  prediction:
    'On x²/(x² + y²) without noise every η > 0 with λ > 0 ends in an orbit of mean loss ηλ/2, around which displacements come back after 2π/arccos(2(1 − ηλ)² − 1) ≈ 2π/√(8ηλ) steps and never fade; with λ = 0 it converges',
  source:
    'the map of (direction, η/((1 − ηλ)‖w‖²)), derived from SGD’s update; fixed point at 1/(1 − ηλ), where its Jacobian has determinant 1',
  protocol:
    'Gradient descent on x²/(x² + y²), started beside the orbit; the period is that of the loss about its mean. Then from a point that is half as far again, at another η, and with λ = 0.',
  failsWhere:
    'Far from the orbit the motion is no longer harmonic: it spikes, and the mean loss is above ηλ/2 by a few per cent. Below ηλ ≈ 0.01 it underflows there.',
  seconds: { quick: 3, full: 10 },

  async run(context) {
    const cycles = context.size(30, 200);
    const orbits = [];
    for (const intrinsic of RATES) {
      const steps = Math.ceil(cycles * period(intrinsic));
      const losses = await lossesOf(context, { learningRate: 1, weightDecay: intrinsic }, { intrinsic, stretch: 1.02, steps });
      orbits.push({ intrinsic, loss: mean(losses), period: measuredPeriod(losses), losses });
    }
    const at = 0.001;
    const steps = Math.ceil(cycles * period(at));
    const far = await lossesOf(context, { learningRate: 1, weightDecay: at }, { intrinsic: at, stretch: 1.5, steps });
    const slow = await lossesOf(context, { learningRate: 1e-6, weightDecay: 1e6 * at }, { intrinsic: at, stretch: 1.02, steps });
    const flow = await lossesOf(context, { learningRate: 0.1, weightDecay: 0 }, { intrinsic: 0.5, stretch: 1.5, steps: 2_000 });
    const near = orbits[0].losses;
    return {
      claims: [
        ...orbits.flatMap(({ intrinsic, loss: value, period: length }) => [
          claim(`mean loss at ηλ = ${intrinsic}`, exactly(value), { theory: intrinsic / 2, within: 0.01 }),
          claim(`period at ηλ = ${intrinsic}, in steps`, exactly(length), { theory: period(intrinsic), within: 0.01 }),
        ]),
        claim('mean loss at η = 10⁻⁶ and the same ηλ = 0.001', exactly(mean(slow)), { theory: at / 2, within: 0.01 }),
        claim('mean loss from a start half as far again, at ηλ = 0.001', exactly(mean(far)), { theory: at / 2, within: 0.02 }),
        claim('median loss from there over that from beside the orbit', exactly(median(far) / median(near)), { below: 0.85 }),
        claim(
          'spread of the loss in the last tenth over the first tenth, which would be 0 if displacements faded',
          exactly(fading(near)),
          { theory: 1, within: 0.1 },
        ),
        claim('loss at the end with λ = 0', exactly(flow.at(-1)!), { below: 1e-12 }),
      ],
      table: orbits.map(({ intrinsic, loss: value, period: length }) => ({
        ηλ: intrinsic,
        'mean loss': value,
        'ηλ/2': intrinsic / 2,
        'period (steps)': length,
        'period, theory': period(intrinsic),
      })),
      figure: {
        title: 'Gradient descent on x²/(x² + y²) with weight decay and no noise',
        caption: `Left: mean loss over ${cycles} periods; line: ηλ/2. Right: steps after which a displacement from the orbit comes back; line: 2π/arccos(2(1 − ηλ)² − 1). One run each, nothing is random.`,
        panels: [
          {
            title: 'mean loss',
            x: { label: 'intrinsic learning rate ηλ', scale: 'logarithmic' },
            y: { label: 'loss', scale: 'logarithmic' },
            series: [
              theory('theory', RATES, (x) => x / 2, 'logarithmic'),
              measured(
                'gradient descent',
                RATES,
                orbits.map((orbit) => exactly(orbit.loss)),
              ),
            ],
          },
          {
            title: 'period',
            x: { label: 'intrinsic learning rate ηλ', scale: 'logarithmic' },
            y: { label: 'steps', scale: 'logarithmic' },
            series: [
              theory('theory', RATES, period, 'logarithmic'),
              measured(
                'gradient descent',
                RATES,
                orbits.map((orbit) => exactly(orbit.period)),
              ),
            ],
          },
        ],
      },
    };
  },
};

/** Losses of a run that starts at the norm of the orbit, displaced in x by a factor. */
async function lossesOf(
  { run }: StudyContext,
  arm: StudyArm & { readonly learningRate: number },
  { intrinsic, stretch, steps }: { readonly intrinsic: number; readonly stretch: number; readonly steps: number },
): Promise<number[]> {
  const x = stretch * Math.sqrt(intrinsic / 2);
  const start = Float64Array.of(x, Math.sqrt(1 - x * x)).map((value) => value * Math.sqrt(arm.learningRate));
  const traceAt = Array.from({ length: steps }, (_, i) => i + 1);
  const { only } = await run({
    objective: objective('quadratic-ratio'),
    replicas: 1,
    metrics: [loss],
    arms: { only: { ...arm, traceAt, start: { kind: 'given', tensors: [[{ data: start, shape: [2] }]] } } },
  });
  return traceAt.map((_, point) => only.at(loss, point)[0]);
}

/** Mean time between upward crossings of the mean, interpolated. */
function measuredPeriod(losses: readonly number[]): number {
  const centre = mean(losses as number[]);
  const crossings = losses.flatMap((value, i) => {
    const next = losses[i + 1];
    return value < centre && next >= centre ? [i + (centre - value) / (next - value)] : [];
  });
  return (crossings.at(-1)! - crossings[0]) / (crossings.length - 1);
}

/** Range of the losses at the end over that at the beginning, but for the outermost twentieths. */
function fading(losses: readonly number[]): number {
  const tenth = Math.floor(losses.length / 10);
  const range = (part: readonly number[]): number => {
    const sorted = ascending(part);
    return sorted[Math.floor(0.95 * tenth)] - sorted[Math.floor(0.05 * tenth)];
  };
  return range(losses.slice(-tenth)) / range(losses.slice(0, tenth));
}
