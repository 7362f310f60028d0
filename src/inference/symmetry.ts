import { log } from '../arithmetic/elementary.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { finish, together, type Resting } from '../dynamics/resting.ts';
import type { Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { posterOf } from '../optimizers/posted-calls.ts';
import { stream } from '../random/stream.ts';
import { nearFraction } from './fraction.ts';
import { isTiny } from './is-tiny.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { isCount } from './options.ts';
import { deviation, orbit, restingDeviation, weightDecayProbe } from './orbit-deviation.ts';
import { distance, normalTensors, probeShapes, scaled } from './probe-problem.ts';
import { type Regime, inRegime, isOrdinary, ordinary, regimeTolerance } from './regime.ts';

/** Exponents, and the conditions under which they keep directions. */
export interface SymmetryReading {
  /** `null`: no exponents keep the directions, under no conditions that are tried. */
  readonly exponents: SymmetryExponents | null;
  readonly regime: Regime;
}

/**
 * Finds the exponents that keep directions bit for bit on a synthetic scale-invariant loss: first a (and the exponents of
 * dimensional hyperparameters such as epsilon) at λ = 0, then b. Where none do, regimes are tried in which constants that have a
 * dimension do not act.
 *
 * @param epsilon options that act like an epsilon
 * @param fill first steps that only fill the state
 */
export function inferSymmetry(optimizer: Optimizer, epsilon: readonly string[] = [], fill = 0): SymmetryReading {
  for (const regime of regimes(optimizer, epsilon, fill)) {
    const exponents = exponentsIn(optimizer, regime);
    if (exponents !== null) return { exponents, regime };
  }
  const own = ownScale(optimizer);
  if (own !== null) return { exponents: own, regime: ordinary };
  return { exponents: null, regime: ordinary };
}

/** Exponents of a rule that finds the length of its steps by itself, from an option that is the first guess of it: η has none. */
function ownScale(optimizer: Optimizer): SymmetryExponents | null {
  const names = Object.entries(optimizer.hyperparameters ?? {}).flatMap(([name, value]) => (value === 0 ? [] : [name]));
  for (const extra of hyperparameterExponents(names)) {
    if (!Object.values(extra).includes(1) || !isSymmetry(optimizer, { learningRate: 0, weightDecay: 0, ...extra }, 0)) continue;
    for (const weightDecay of [-2, -1, 0]) {
      const exponents = { learningRate: 0, weightDecay, ...extra };
      if (isSymmetry(optimizer, exponents, weightDecayProbe)) return exponents;
    }
  }
  return null;
}

/** Regimes from the mildest on. */
function regimes(optimizer: Optimizer, epsilon: readonly string[], fill: number): Regime[] {
  // Not so small that in float32 a square of it would be rounded away beside an initial value, and pass for a threshold.
  const [large, small] = [tolerance(optimizer, 100, 24), tolerance(optimizer, -24, -10)];
  const longStart = Math.max(6, fill);
  const tiny = Object.entries(optimizer.hyperparameters ?? {}).flatMap(([name, value]) => (isTiny(value) ? [name] : []));
  return [
    ordinary,
    ...(epsilon.length > 0 ? [{ ...ordinary, vanishing: epsilon }] : []),
    // One that acts on η too does not vanish beside large gradients.
    ...(tiny.length > epsilon.length ? [{ ...ordinary, vanishing: tiny }] : []),
    { ...ordinary, vanishing: epsilon, skip: longStart },
    // Below a threshold on gradients nothing is clipped, to the bit; beside an epsilon that is no option nothing is exact.
    { ...ordinary, size: small },
    { ...ordinary, size: large, vanishing: epsilon },
    { size: large, vanishing: epsilon, skip: longStart },
    { size: small, vanishing: epsilon, skip: longStart },
  ];
}

function exponentsIn(optimizer: Optimizer, regime: Regime): SymmetryExponents | null {
  const free = regime.vanishing;
  const names = Object.keys(optimizer.hyperparameters ?? {}).filter(
    (name) => optimizer.hyperparameters![name] !== 0 && !free.includes(name) && !isCount(optimizer, name),
  );
  const limit = regimeTolerance(optimizer, regime);
  const measured = measuredIn(optimizer, regime);
  const rates = measured === undefined ? [2, 1, 0, 3, -1] : [measured];
  for (const extra of hyperparameterExponents(regime.size === 0 || names.length < 4 ? names : [])) {
    for (const learningRate of rates) {
      if (!isSymmetry(optimizer, { learningRate, weightDecay: 0, ...extra }, 0, regime, limit)) continue;
      for (const weightDecay of [-2, -1, 0, -3, 1]) {
        const exponents = { learningRate, weightDecay, ...extra };
        if (isSymmetry(optimizer, exponents, weightDecayProbe, regime, limit)) return exponents;
      }
    }
  }
  return null;
}

/** The same; none where gradients of sizes that no training has make it throw. */
function measuredIn(optimizer: Optimizer, regime: Regime): number | undefined {
  try {
    return measuredExponent(optimizer, regime);
  } catch (thrown) {
    if (regime.size !== 0) return undefined;
    throw thrown;
  }
}

/**
 * a from the first step that moves: from c·w under g/c it has to be c times as long, so that c^aq = c/ρ where it is ρ times as long
 * and goes as η^q.
 *
 * @returns `undefined` where that is no simple fraction, because a constant shows
 */
function measuredExponent(optimizer: Optimizer, regime: Regime): number | undefined {
  const source = stream('inference', 'symmetry');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const subject = inRegime(optimizer, { ...regime, skip: 0 }, 0, neutral);
  const runs = [1, orbit, 1].map((c) => new OptimizerRun(subject, scaled(start, c)));
  for (let step = 1; step <= regime.skip + 12; step++) {
    const g = normalTensors(probeShapes, precision, source.seek(2, step));
    const lengths = runs.map((each, i) => {
      const before = scaled(each.parameters, 1);
      each.step(scaled(g, i === 1 ? 1 / orbit : 1), i === 2 ? 2 ** -3 : 2 ** -6, 0);
      const moved = each.parameters.reduce((sum, tensor, j) => sum + distance(tensor, before[j]) ** 2, 0);
      before.forEach(({ data }, j) => each.parameters[j].data.set(data));
      return Math.sqrt(moved);
    });
    if (step <= regime.skip || lengths[0] === 0) continue;
    const [ratio, order] = [lengths[1], lengths[2]].map((length) => log(length / lengths[0]) / log(orbit));
    return nearFraction((1 - ratio) / order);
  }
  return undefined;
}

const neutral: SymmetryExponents = { learningRate: 0, weightDecay: 0 };

/**
 * Settings in which every epsilon shows: small beside the gradients and large beside the weights. At 1e-30, or as an inactive clamp,
 * its dimension would not show here, but it would where gradients vanish or weights are small.
 */
export function visible(hyperparameters: Readonly<Record<string, number>>): Record<string, number>[] {
  const tiny = Object.entries(hyperparameters).filter(([, value]) => value > 0 && value < 0.01);
  if (tiny.length === 0) return [{ ...hyperparameters }];
  // Together, and each alone: one may hide another.
  const sets = tiny.length === 1 ? [tiny] : [tiny, ...tiny.map((one) => [one])];
  return sets.flatMap((set) =>
    [0.0625, 16].map((value) => ({ ...hyperparameters, ...Object.fromEntries(set.map(([name]) => [name, value])) })),
  );
}

/** Sizes of gradients at which a symmetry has to hold: a threshold acts at some of them. */
const sizes: readonly number[] = [1, 2 ** 10, 2 ** -10];

/** Whether the exponents keep a 12-step trajectory bit for bit, at gradients of several sizes where the regime sets none. */
export function isSymmetry(
  optimizer: Optimizer,
  exponents: SymmetryExponents,
  weightDecay: number,
  regime: Regime = ordinary,
  limit = 0,
): boolean {
  const { hyperparameters = {} } = optimizer;
  const settings = regime.vanishing.length > 0 || regime.size !== 0 ? [hyperparameters] : visible(hyperparameters);
  const strays = (deviation: number): boolean => !(deviation <= limit);
  const trajectories = (): Resting<number>[] =>
    settings.flatMap((setting) => {
      const regular = inRegime({ ...optimizer, hyperparameters: setting }, regime, degreeOf(exponents), exponents);
      const [subject, options] = isOrdinary(regime) ? [optimizer, setting] : [regular, regular.hyperparameters!];
      return (regime.size === 0 ? sizes : [1]).map((size) =>
        restingDeviation(subject, exponents, weightDecay, options, {
          limit,
          skip: regime.skip,
          size,
          foreign: regime.size !== 0,
        }),
      );
    });
  try {
    // In this process nothing is waited for, and most wrong exponents stray in the first trajectory.
    if (posterOf(optimizer.update) !== undefined)
      return !together(trajectories(), strays).some((each) => each !== undefined && strays(each));
  } catch {
    // One that throws tells nothing where one before it strays.
  }
  return trajectories().every((each) => !strays(finish(each)));
}

/** The optimizer as its elementwise rule is looked for and asked: where a constant acts beside gradients, with such that it does not. */
export function withoutConstants(optimizer: Optimizer, { exponents, regime }: SymmetryReading): Optimizer {
  if (regime.size === 0 || exponents === null) return optimizer;
  const regular = inRegime(optimizer, { ...regime, skip: 0 }, degreeOf(exponents), exponents);
  return { ...regular, hyperparameters: optimizer.hyperparameters ?? {} };
}

/** Degree of the step in the gradient where the step does not depend on the size of the weights. */
export function degreeOf({ learningRate }: SymmetryExponents): number {
  return learningRate >= 1 || learningRate < 0 ? learningRate - 1 : 0;
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

/** The exponents under which a rescaled trajectory strays least, for optimizers that have no exact ones. */
export function nearestSymmetry(optimizer: Optimizer): SymmetryExponents {
  const candidates = [2, 1, 0].flatMap((learningRate) => [-2, -1, 0].map((weightDecay) => ({ learningRate, weightDecay })));
  const stray = candidates.map((exponents) => deviation(optimizer, exponents, weightDecayProbe, optimizer.hyperparameters ?? {}));
  return candidates[stray.indexOf(Math.min(...stray))];
}
