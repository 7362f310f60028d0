import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, identical, norm, normalTensors, probeShapes, scaled, SphereGradient } from './probe-problem.ts';
import type { IntrinsicCombination } from './profile.ts';

/** Long enough that rectified Adam leaves its warm-up within it. */
const steps = 12;

/** A power of two, so that scaling is exact; not 2, so that a wrong exponent cannot hide behind a factor of two in a rule. */
const orbit = 8;

/**
 * Multiplies the hyperparameters by their powers of c: (η, λ, h) → (c^a η, c^b λ, c^e h). Exact for c = 2^k.
 *
 * @returns the scaled rate, decay and the hyperparameters that have an exponent
 */
export function alongOrbit(
  exponents: SymmetryExponents,
  c: number,
  learningRate: number,
  weightDecay: number,
  hyperparameters: Readonly<Record<string, number>>,
): { learningRate: number; weightDecay: number; hyperparameters: Record<string, number> } {
  const entries = Object.entries(exponents).filter(([name]) => name !== 'learningRate' && name !== 'weightDecay');
  return {
    learningRate: learningRate * integerPower(c, exponents.learningRate),
    weightDecay: weightDecay * integerPower(c, exponents.weightDecay),
    hyperparameters: Object.fromEntries(
      entries.map(([name, exponent]) => [name, hyperparameters[name] * integerPower(c, exponent)]),
    ),
  };
}

/** c^n by repeated products, exact for powers of two. */
export function integerPower(c: number, n: number): number {
  let power = 1;
  for (let i = 0; i < Math.abs(n); i++) power *= c;
  return n < 0 ? 1 / power : power;
}

/**
 * Finds the exponents that keep directions bit for bit on a synthetic scale-invariant loss: first a (and the exponents of
 * dimensional hyperparameters such as epsilon) at λ = 0, then b.
 *
 * @returns `null` when no candidate with |exponent| ≤ 2 does
 */
export function inferSymmetry(optimizer: Optimizer): SymmetryExponents | null {
  const names = Object.keys(optimizer.hyperparameters ?? {}).filter((name) => optimizer.hyperparameters![name] !== 0);
  for (const extra of hyperparameterExponents(names)) {
    for (const learningRate of [2, 1, 0]) {
      if (!isSymmetry(optimizer, { learningRate, weightDecay: 0, ...extra }, 0)) continue;
      for (const weightDecay of [-2, -1, 0]) {
        const exponents = { learningRate, weightDecay, ...extra };
        if (isSymmetry(optimizer, exponents, weightDecayProbe)) return exponents;
      }
    }
  }
  return null;
}

const learningRateProbe = 0.1;
const weightDecayProbe = 0.05;

/**
 * Settings in which every epsilon shows: small beside the gradients and large beside the weights. At 1e-30, or as an inactive clamp,
 * its dimension would not show here, but it would where gradients vanish or weights are small.
 */
export function visible(hyperparameters: Readonly<Record<string, number>>): Record<string, number>[] {
  const tiny = Object.entries(hyperparameters).filter(([, value]) => value > 0 && value < 0.01);
  const settings = tiny.length === 0 ? [1] : [0.0625, 16];
  return settings.map((value) => ({ ...hyperparameters, ...Object.fromEntries(tiny.map(([name]) => [name, value])) }));
}

/** Whether the exponents keep a 12-step trajectory bit for bit. */
export function isSymmetry(optimizer: Optimizer, exponents: SymmetryExponents, weightDecay: number): boolean {
  return visible(optimizer.hyperparameters ?? {}).every(
    (setting) => deviation(optimizer, exponents, weightDecay, setting, 0) === 0,
  );
}

/**
 * Largest relative distance between the rescaled trajectory and the trajectory from rescaled hyperparameters; ∞ where either is
 * not finite, or the optimizer throws because a rescaled coefficient lies outside of its range.
 *
 * @param limit where to stop looking: what is larger is as good as any
 */
function deviation(
  optimizer: Optimizer,
  exponents: SymmetryExponents,
  weightDecay: number,
  hyperparameters: Readonly<Record<string, number>>,
  limit = Infinity,
): number {
  try {
    return measureDeviation(optimizer, exponents, weightDecay, hyperparameters, limit);
  } catch (thrown) {
    // Its own values must not throw.
    if (Object.keys(exponents).length > 2) return Infinity;
    throw thrown;
  }
}

function measureDeviation(
  optimizer: Optimizer,
  exponents: SymmetryExponents,
  weightDecay: number,
  hyperparameters: Readonly<Record<string, number>>,
  limit: number,
): number {
  const start = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'symmetry').seek(0, 0));
  const gradient = new SphereGradient(probeShapes, 'inference');
  const moved = alongOrbit(exponents, orbit, learningRateProbe, weightDecay, hyperparameters);
  const run = new OptimizerRun(optimizer, start, hyperparameters);
  const image = new OptimizerRun(optimizer, scaled(start, orbit), { ...hyperparameters, ...moved.hyperparameters });
  let largest = 0;
  for (let step = 1; step <= steps; step++) {
    run.step(gradient.at(run.parameters, step), learningRateProbe, weightDecay);
    image.step(gradient.at(image.parameters, step), moved.learningRate, moved.weightDecay);
    const expected = scaled(run.parameters, orbit);
    if (identical(expected, image.parameters) && expected.every((tensor) => Number.isFinite(norm(tensor)))) continue;
    for (const [i, tensor] of expected.entries()) {
      const relative = distance(tensor, image.parameters[i]) / norm(tensor);
      largest = Math.max(largest, Number.isFinite(relative) ? relative : Infinity);
    }
    if (largest > limit) break;
  }
  return largest;
}

/** Exponents to try for the hyperparameters: none first, then one dimensional hyperparameter, then two. */
function* hyperparameterExponents(names: readonly string[]): Generator<Record<string, number>> {
  const values = [-1, -2, 1, 2];
  yield {};
  for (const name of names) for (const value of values) yield { [name]: value };
  for (const [i, first] of names.entries())
    for (const second of names.slice(i + 1))
      for (const value of values) for (const other of values) yield { [first]: value, [second]: other };
}

/**
 * The combination of η and λ that the symmetry leaves invariant.
 *
 * (c^a η, c^b λ): η^(−b) λ^a does not move. a = 2, b = −2 and a = 1, b = −1 give ηλ; a = 1, b = −2 gives η²λ.
 */
export function intrinsicCombination(exponents: SymmetryExponents | null): IntrinsicCombination {
  if (exponents === null) return 'none';
  const { learningRate, weightDecay } = exponents;
  if (learningRate === 0) return weightDecay === 0 ? 'η,λ' : 'η';
  if (weightDecay === 0) return 'λ';
  return weightDecay === -2 * learningRate ? 'η²·λ' : 'η·λ';
}

/** Largest deviation that a constant may cause which is small beside everything that has its dimension. */
const nearly = 1e-3;

/**
 * Exponents that keep directions but for a small deviation, for optimizers that have no exact ones: those of a rule with a small
 * constant in it that has a dimension and cannot be set.
 */
export function almostSymmetry(
  optimizer: Optimizer,
): { readonly exponents: SymmetryExponents; readonly deviation: number } | undefined {
  const { hyperparameters = {} } = optimizer;
  const names = Object.keys(hyperparameters).filter((name) => hyperparameters[name] !== 0);
  for (const extra of hyperparameterExponents(names)) {
    for (const learningRate of [2, 1, 0]) {
      const still = { learningRate, weightDecay: 0, ...extra };
      if (!(deviation(optimizer, still, 0, hyperparameters, nearly) <= nearly)) continue;
      for (const weightDecay of [-2, -1, 0]) {
        const exponents = { ...still, weightDecay };
        const stray = deviation(optimizer, exponents, weightDecayProbe, hyperparameters, nearly);
        if (stray > 0 && stray <= nearly) return { exponents, deviation: stray };
      }
    }
  }
  return undefined;
}

/** The exponents under which a rescaled trajectory strays least, for optimizers that have no exact ones. */
export function nearestSymmetry(optimizer: Optimizer): SymmetryExponents {
  const almost = almostSymmetry(optimizer);
  if (almost !== undefined) return almost.exponents;
  const candidates = [2, 1, 0].flatMap((learningRate) => [-2, -1, 0].map((weightDecay) => ({ learningRate, weightDecay })));
  const stray = candidates.map((exponents) => deviation(optimizer, exponents, weightDecayProbe, optimizer.hyperparameters ?? {}));
  return candidates[stray.indexOf(Math.min(...stray))];
}
