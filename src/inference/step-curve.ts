import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { curveMistakes } from './core/mistakes.ts';
import { mover } from './core/mover.ts';
import { uncorrected, type Parts } from './core/rule.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { probeShapes } from './probe-problem.ts';

/** Long enough that a correction by 0.9 is over and one by 0.999 is not. */
const steps = 40;

/**
 * Names a mistake of bias corrections in a rule of which nothing else is known, by the lengths of its steps under a constant
 * gradient: whatever a rule with moments does beside averaging, equal gradients leave of it the corrections alone.
 *
 *     sₜ = (1 − β₁ᵗ)/c₁(t) / √((1 − β₂ᵗ)/c₂(t))   in units of η:  1 where both corrections are right
 *
 * @param momentum coefficients of first moments
 * @param negligible values at which no epsilon shows
 * @param fill first steps that only fill the state
 */
export function mistakenCurve(
  optimizer: Optimizer,
  momentum: readonly string[],
  negligible: Readonly<Record<string, number>>,
  fill: number,
): Diagnosis | undefined {
  const { hyperparameters = {} } = optimizer;
  const curves = measureCurves(optimizer, negligible, fill);
  if (curves === undefined) return undefined;
  const isCurve = (parts: Parts): boolean => curves.every((curve, tensor) => follows(optimizer, curve, parts, tensor, fill));
  const given = Object.entries(hyperparameters).filter(([, value]) => value >= 0.1 && value < 1);
  const firsts = given.filter(([name]) => momentum.includes(name));
  const pairs = firsts.flatMap(([first, beta1]) =>
    given.filter(([name]) => name !== first).map(([, beta2]): Parts => ({ beta1, beta2 })),
  );
  if (pairs.some((parts) => sound.some((make) => isCurve(make(parts))))) return undefined;
  for (const { make, cause, sentence } of curveMistakes)
    if (pairs.some((parts) => isCurve(make(parts)))) return { cause, sentence };
  return undefined;
}

/** Curves of published rules, which are no mistake. */
const sound: readonly ((parts: Parts) => Parts)[] = [
  (parts) => parts,
  (parts) => ({ ...parts, correct1: uncorrected, correct2: uncorrected }),
  // The first steps are short on purpose; and what is averaged may be of the length η already.
  (parts) => ({ ...parts, correct1: uncorrected }),
  (parts) => ({ ...parts, beta2: 0, correct1: uncorrected }),
  (parts) => ({ ...parts, beta1: parts.beta2, beta2: 0, correct1: uncorrected }),
];

/** |Δw|/η of the first entry of each tensor, step by step; `undefined` where entries or sizes of gradients make a difference. */
function measureCurves(optimizer: Optimizer, negligible: Readonly<Record<string, number>>, fill: number): number[][] | undefined {
  const precision = measuringPrecision(optimizer);
  const rate = 2 ** -7;
  const follow = (size: number): number[][] | undefined => {
    const start = probeShapes.map((shape) => zeros(shape, precision));
    for (const { data } of start) data.fill(2 ** -6);
    const g = probeShapes.map((shape) => zeros(shape, precision));
    for (const { data } of g) data.fill(size);
    const run = new OptimizerRun(optimizer, start, negligible);
    const curves: number[][] = probeShapes.map(() => []);
    for (let step = 1; step <= fill + steps; step++) {
      const before = run.parameters.map(({ data }) => data.slice());
      run.step(g, rate, 0);
      for (const [i, { data }] of run.parameters.entries()) {
        const moves = Array.from(data, (w, j) => (before[i][j] - w) / rate);
        if (!moves.every((move) => near(optimizer, move, moves[0]))) return undefined;
        curves[i].push(moves[0]);
      }
    }
    return curves;
  };
  const [curves, larger] = [follow(1), follow(4)];
  if (curves === undefined || larger === undefined) return undefined;
  return curves.every((curve, i) => curve.every((s, t) => near(optimizer, s, larger[i][t]))) ? curves : undefined;
}

function near(optimizer: Optimizer, a: number, b: number): boolean {
  return Math.abs(a - b) <= tolerance(optimizer, 1e-8, 2e-3) * (Math.abs(b) + 1e-3);
}

/** Whether steps are as long as those of a rule under the same gradient. */
function follows(optimizer: Optimizer, curve: readonly number[], parts: Parts, tensor: number, fill: number): boolean {
  const rule = mover(parts);
  const entry = { gradient: 1, learningRate: 1, tensor, tensors: probeShapes.length, position: 0, shape: probeShapes[tensor] };
  return curve.every((s, i) => {
    const move = -rule({ ...entry, step: i + 1 });
    return i < fill || near(optimizer, s, move);
  });
}
