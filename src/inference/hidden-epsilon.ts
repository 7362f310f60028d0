import { powerOfTwo } from '../arithmetic/elementary.ts';
import { zeros } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { integerPower } from './integer-power.ts';
import { isTiny } from './is-tiny.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { norm, probeShapes } from './probe-problem.ts';
import { negligibleOptions } from './regime.ts';

/** Halvings of the interval in which a size is looked for. */
const halvings = 20;

/**
 * The size of a constant gradient under which a step is half as long as under a large one, for steps of degree 0.
 *
 * @param step which one; an epsilon that is divided by a bias correction is another one at each
 * @returns `undefined` where there is none
 */
export function hiddenEpsilon(optimizer: Optimizer, step = 1): number | undefined {
  const precision = measuringPrecision(optimizer);
  const length = (exponent: number): number => {
    const start = probeShapes.map((shape) => zeros(shape, precision));
    const gradients = probeShapes.map((shape) => zeros(shape, precision));
    for (const { data } of gradients) data.fill(fractionalPowerOfTwo(exponent));
    const run = new OptimizerRun(optimizer, start);
    for (let at = 1; at < step; at++) run.step(gradients, 2 ** -6, 0);
    // Back where it was: a step is small beside the way of hundreds.
    run.parameters.forEach(({ data }) => data.fill(0));
    run.step(gradients, 2 ** -6, 0);
    return Math.sqrt(run.parameters.reduce((sum, tensor) => sum + norm(tensor) ** 2, 0));
  };
  let [low, high] = [-80, 20];
  const half = length(high) / 2;
  if (!(half > 0) || length(low) > half) return undefined;
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (length(middle) < half) low = middle;
    else high = middle;
  }
  return fractionalPowerOfTwo(high);
}

/** The change of a gradient from nothing, which some rules look at, is no matter any more. */
const early = 2;

/** Late enough that what is remembered of the first steps, where moments are taken of steps that are normalised already, is little. */
const settled = 100;

/** Late enough that a sum of squares and a mean that is not corrected differ: √400 against √((1 − 0.999⁴⁰⁰)/(1 − 0.999)) = 18. */
const late = 400;

/**
 * An epsilon that no option removes, beside one that is an option, and that is added to the second moment before its correction: it
 * shrinks with time as the correction does. What its author offers as the epsilon is none then, where gradients are small.
 *
 * @param epsilon options that act like an epsilon
 */
export function uncorrectedEpsilon(optimizer: Optimizer, epsilon: readonly string[]): Diagnosis | undefined {
  const { hyperparameters = {} } = optimizer;
  if (epsilon.length === 0) return undefined;
  const small = new Set([...epsilon, ...Object.keys(hyperparameters).filter((name) => isTiny(hyperparameters[name]))]);
  const without = { ...optimizer, hyperparameters: { ...hyperparameters, ...negligibleOptions(optimizer, [...small]) } };
  const [first, middle, last] = [early, settled, late].map((step) => hiddenEpsilon(without, step));
  if (first === undefined || middle === undefined || last === undefined || first < leastSize) return undefined;
  const coefficients = Object.values(hyperparameters).filter((value) => value > 0.5 && value < 1);
  const shrinks = (beta: number, from: number, size: number, error: number): boolean =>
    Math.abs((last / size) * Math.sqrt((1 - integerPower(beta, late)) / (1 - integerPower(beta, from))) - 1) < error;
  if (!coefficients.some((beta) => shrinks(beta, early, first, 0.03) || (beta > 0.99 && shrinks(beta, settled, middle, 0.05))))
    return undefined;
  const rounded = (x: number): number => Number(x.toPrecision(1));
  return {
    cause: 'epsilon-scaled-by-correction',
    sentence: `a small constant that no option removes is added to the second moment before its correction: with ${epsilon.join(', ')} negligible it is an epsilon of about ${rounded(first)} at step ${early}, and of ${rounded(last)} at step ${late}`,
  };
}

/** A smaller one is below every gradient, and no epsilon. */
const leastSize = 1e-12;

function fractionalPowerOfTwo(exponent: number): number {
  return powerOfTwo(Math.floor(exponent)) * (1 + exponent - Math.floor(exponent));
}
