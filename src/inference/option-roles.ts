import { zeros, type Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { isTiny } from './is-tiny.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { laterPositions } from './positions.ts';
import { distance, identical, normalTensors, norm, plus, probeShapes, scaled } from './probe-problem.ts';

/** What hyperparameters do, as their effects show; what they are called is never looked at. */
export interface OptionRoles {
  /** Coefficients of which an older gradient's sign is remembered less at 0; both 0 and ½ are legal values. */
  readonly momentum: readonly string[];
  /** The same, and those of which nearly 0 is legal and 0 is not. */
  readonly signs: readonly string[];
  /** Small constants that act beside gradients: nothing is left of their effect where gradients are large. */
  readonly epsilon: readonly string[];
}

/**
 * Finds the roles of hyperparameters by their effects, or takes them from the contract, which a law tests.
 *
 * @param optimizer it is run for some hundred steps
 */
export function inferRoles(optimizer: Optimizer): OptionRoles {
  const { hyperparameters = {}, contract } = optimizer;
  const names = Object.keys(hyperparameters);
  const claimed = (name: string): string | undefined => contract?.roles?.[name];
  const keepsSigns = (name: string, none: number): boolean =>
    claimed(name) === undefined
      ? mayBeMomentum(hyperparameters[name]) && actsAsMomentum(optimizer, name, none)
      : claimed(name) === 'momentum' || claimed(name) === 'first-moment';
  const isEpsilon = (name: string): boolean =>
    claimed(name) === undefined ? isTiny(hyperparameters[name]) && vanishes(optimizer, name) : claimed(name) === 'epsilon';
  const momentum = names.filter((name) => keepsSigns(name, 0));
  return {
    momentum,
    signs: names.filter((name) => momentum.includes(name) || keepsSigns(name, 2 ** -10)),
    epsilon: names.filter(isEpsilon),
  };
}

function mayBeMomentum(value: number): boolean {
  return value === 0 || (value >= 0.01 && value < 1);
}

/** How much of the sign of the first two gradients is left in the sixth step, relative to the step. */
function memory(optimizer: Optimizer, changed: Readonly<Record<string, number>>): number {
  const source = stream('inference', 'roles');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  const places = [1, -1].map((sign) => {
    const run = new OptimizerRun(optimizer, start, changed);
    const gradients = (step: number): Tensor[] => normalTensors(probeShapes, precision, source.seek(1, step));
    for (let step = 1; step <= 5; step++) run.step(scaled(gradients(step), sign), 1 / 64, 0);
    return laterPositions(run, [gradients(6)], 1 / 64);
  });
  const moves = places.map((place) => {
    const [before, after] = place();
    return plus(after, -1, before);
  });
  const gap = moves[0].reduce((sum, move, i) => sum + distance(move, moves[1][i]), 0);
  return gap / moves[0].reduce((sum, move) => sum + norm(move), 0);
}

/** @param without what switches it off */
function actsAsMomentum(optimizer: Optimizer, name: string, without: number): boolean {
  try {
    const value = optimizer.hyperparameters![name];
    const [some, none] = [value === 0 ? 0.5 : value, without].map((given) => memory(optimizer, { [name]: given }));
    return Number.isFinite(some) && Number.isFinite(none) && none < 0.9 * some && !movesAtRest(optimizer, name);
  } catch {
    // A value that it refuses is no legal one.
    return false;
  }
}

/** Whether an option that is off by default moves weights without any gradient where it is on: a penalty, beside which gradients lose their sign. */
function movesAtRest(optimizer: Optimizer, name: string): boolean {
  if (optimizer.hyperparameters![name] !== 0) return false;
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, stream('inference', 'roles').seek(0, 0));
  const [off, on] = [0, 0.5].map((given) => {
    const run = new OptimizerRun(optimizer, start, { [name]: given });
    run.step(scaled(start, 0), 1 / 64, 0);
    return !identical(run.parameters, start);
  });
  return on && !off;
}

/** Whether a hyperparameter has an effect beside small gradients and none beside gradients 2^40 times as large. */
function vanishes(optimizer: Optimizer, name: string): boolean {
  try {
    const sizes = [-1, 1].map((sign) => 2 ** (sign * tolerance(optimizer, 40, 20)));
    const [small, large] = sizes.map((size) => effectOf(optimizer, name, size));
    return large <= tolerance(optimizer, 1e-9, 1e-5) && small > 1e3 * large;
  } catch {
    return false;
  }
}

/** Relative effect on five steps that a hyperparameter has beside gradients of a size. */
function effectOf(optimizer: Optimizer, name: string, size: number): number {
  const source = stream('inference', 'roles');
  const precision = measuringPrecision(optimizer);
  const start = probeShapes.map((shape) => zeros(shape, precision));
  for (const { data } of start) data.fill(2 ** -8);
  const value = optimizer.hyperparameters![name];
  const [run, other] = [value, value * 2 ** -20].map((given) => new OptimizerRun(optimizer, start, { [name]: given }));
  for (let step = 1; step <= 5; step++) {
    const g = normalTensors(probeShapes, precision, source.seek(1, step), size);
    for (const each of [run, other]) each.step(g, 2 ** -8, 0);
  }
  const moved = run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, start[i]), 0);
  return run.parameters.reduce((sum, tensor, i) => sum + distance(tensor, other.parameters[i]), 0) / (moved || 1);
}
