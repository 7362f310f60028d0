import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { identical, normalTensors, probeShapes, scaled } from './probe-problem.ts';
import { alongOrbit, visible } from './symmetry.ts';

const steps = 12;
const scale = 8;
const learningRate = 0.1;

/**
 * The exponents under which a loss that is k times as large trains the same way: (k·g, k^a η, k^b λ, k^e h) gives the same iterates.
 *
 * η and λ follow from the symmetry: a = −(a_w − 1) for a_w ≥ 1 (the SGD family: −1, Adam's: 0), b = 1 where b_w = −2 (λw beside a
 * gradient), else 0. A hyperparameter that has a dimension is measured, because the exponent of w does not tell its own: an epsilon
 * outside the root goes as (w⁻¹, k), inside as (w⁻², k²), a threshold on ‖g‖/‖w‖ as (w⁻², k).
 *
 * @param optimizer any optimizer
 * @param symmetry its exponents under a scaling of the weights
 */
export function inferGradientExponents(optimizer: Optimizer, symmetry: SymmetryExponents): SymmetryExponents {
  const { learningRate: a, weightDecay: b, ...others } = symmetry;
  const rates = { learningRate: Math.min(0, 1 - a), weightDecay: b === -2 ? 1 : 0 };
  let candidates: Record<string, number>[] = [{}];
  for (const [name, exponent] of Object.entries(others)) {
    const usual = Math.max(0, -exponent);
    const values = [usual, ...[0, 1, 2].filter((value) => value !== usual)];
    candidates = candidates.flatMap((fixed) => values.map((value) => ({ ...fixed, [name]: value })));
  }
  const fits =
    candidates.length === 1 ? 0 : candidates.findIndex((candidate) => undoesScale(optimizer, { ...rates, ...candidate }));
  return { ...rates, ...candidates[Math.max(0, fits)] };
}

/** Whether the exponents undo a scaling of the gradients bit for bit, at λ = 0. */
function undoesScale(optimizer: Optimizer, exponents: SymmetryExponents): boolean {
  const source = stream('inference', 'gradient-exponents');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  return visible(optimizer.hyperparameters ?? {}).every((hyperparameters) => {
    const moved = alongOrbit(exponents, scale, learningRate, 0, hyperparameters);
    const run = new OptimizerRun(optimizer, start, hyperparameters);
    const image = new OptimizerRun(optimizer, start, { ...hyperparameters, ...moved.hyperparameters });
    for (let step = 1; step <= steps; step++) {
      const g = normalTensors(probeShapes, precision, source.seek(1, step));
      run.step(g, learningRate, 0);
      image.step(scaled(g, scale), moved.learningRate, 0);
      if (!identical(run.parameters, image.parameters)) return false;
    }
    return true;
  });
}
