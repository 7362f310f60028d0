import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { isAskedRestart, isWarmRestart } from './forgetting.ts';
import { longestGap } from './longest-gap.ts';
import { integerPower } from './integer-power.ts';
import { dividesByOther, looksAheadWhole, mistakenKernel, stationaryOf } from './mistaken-kernel.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import type { ResponseFamily } from './profile.ts';
import { familyOf, impulseResponse, laterImpulses, rounded, rounding } from './response-kernel.ts';

/** What the response was meant to be, so that the laws show the difference, and what is wrong with it. */
interface Mistake {
  readonly family: ResponseFamily;
  readonly coefficient: number;
  readonly finding: Diagnosis;
}

/** What was measured. */
interface Measured {
  /** First steps that only fill the state. */
  readonly fill: number;
  readonly first: readonly number[];
  readonly later: readonly number[];
  /** Response to the first impulse at half the rate, which is 1 otherwise. */
  readonly slower: readonly number[];
  /** Response to an impulse at a late step. */
  readonly late: readonly number[];
  /** Responses to impulses at the first four steps. */
  readonly consecutive: readonly (readonly number[])[];
  /** Whether impulses act alike at all steps, from the first on. */
  readonly stationary: boolean;
  /** Whether they do from the second on. */
  readonly settles: boolean;
  readonly family: ResponseFamily;
  readonly measured: number;
  readonly momentum: readonly string[];
}

/** The mistake that makes a linear response what it is, if it is one. */
export function mistakeOf(optimizer: Optimizer, reading: Measured): Mistake | undefined {
  const { first: kernel, stationary, family, measured: coefficient } = reading;
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= rounding(optimizer);
  const [r0] = kernel;
  const batches = optimizer.microBatches ?? 1;
  const gain = (): Diagnosis =>
    batches > 1 && near(r0, batches)
      ? summed(batches)
      : r0 < 0
        ? { cause: 'uphill', sentence: `a gradient moves the parameters up, by ${rounded(r0)} η g: a sign is wrong` }
        : { cause: 'gradient-scaled', sentence: `a gradient moves the parameters by ${rounded(r0)} η g, not by η g` };
  const plain = (cause: Diagnosis['cause'], sentence: string): Mistake => ({
    family: 'plain',
    coefficient: 0,
    finding: { cause, sentence },
  });
  const heavy = (finding: Diagnosis): Mistake => ({
    family: 'heavy-ball',
    coefficient: Number.isFinite(coefficient) && Math.abs(coefficient) < 1 ? coefficient : 0,
    finding,
  });
  const meanKernel = kernel.map((r) => r / batches);
  if (batches > 1 && family === 'other-linear' && familyOf(meanKernel, rounding(optimizer)) === 'nesterov')
    return { family: 'nesterov', coefficient, finding: summed(batches) };
  if (kernel.every((r) => r === 0)) return plain('gradient-never-moves', 'a gradient never moves the parameters');
  if (r0 === 0 || actsLate(reading)) {
    const sentence = 'a gradient does not act on its own step: the step uses the gradient, or the buffer, of the previous one';
    return heavy({ cause: 'gradient-late', sentence });
  }
  if (keepsFirst(reading)) {
    const sentence = 'the gradient of the first step is used for ever: later ones change nothing';
    return heavy({ cause: 'gradient-first-kept', sentence });
  }
  const buffer = ofBuffer(optimizer, reading);
  if (buffer !== undefined) return heavy(buffer);
  const trace = ofReturnedTrace(optimizer, reading);
  if (trace !== undefined) return heavy(trace);
  const scaledByOption = (): boolean => isScaledByOption(optimizer, r0, reading.momentum);
  if (stationary && family !== 'plain' && kernel.slice(1).every((r) => r === 0))
    return scaledByOption() ? undefined : { family: 'plain', coefficient: 0, finding: gain() };
  if (neverCleared(optimizer, kernel))
    return plain('gradient-for-ever', 'a gradient moves the parameters for ever: an accumulator of gradients is never cleared');
  if (neverFades(optimizer, kernel)) {
    const sentence = `a gradient moves the parameters for ever: what it does to a step comes to ${rounded(kernel[kernel.length - 1])} η g and fades no more`;
    return heavy({ cause: 'gradient-for-ever', sentence });
  }
  const last = Math.max(...kernel.slice(-8).map(Math.abs));
  if (last > 1.5 * Math.max(...kernel.slice(0, 8).map(Math.abs)))
    return heavy({ cause: 'momentum-unstable', sentence: 'old gradients act more and more strongly: the momentum grows' });
  const inPowers = stationaryOf(optimizer, kernel, reading.fill);
  const powers = stationary ? mistakenKernel(inPowers) : dividesByOther(stationaryOf(optimizer, reading.late, reading.fill));
  if (powers !== undefined) return heavy(powers);
  const early = transient(optimizer, reading);
  if (early !== undefined) return early;
  if (stationary && r0 > 1 + rounding(optimizer) && kernel.every((r, lag) => near(r, r0 * integerPower(coefficient, lag))))
    return scaledByOption() ? undefined : heavy(gain());
  const ahead = stationary ? looksAheadWhole(inPowers, coefficient) : undefined;
  if (ahead !== undefined && !scaledByOption()) return heavy(ahead);
  return otherCoefficient(optimizer, reading);
}

/** Whether the kernel comes to a number that is not zero: a momentum that keeps 0.9999 of itself still falls by as much a step. */
function neverFades(optimizer: Optimizer, kernel: readonly number[]): boolean {
  if (measuringPrecision(optimizer) === 'float32' || kernel.length < 64) return false;
  const [before, last] = kernel.slice(-2);
  return Math.abs(last) > 0.01 * Math.max(...kernel.map(Math.abs)) && Math.abs(last - before) <= 2e-6 * Math.abs(last);
}

/** Whether every gradient but the first, which fills the place of one before it, acts from the next step on. */
function actsLate({ late, consecutive }: Measured): boolean {
  return [...consecutive.slice(1), late].every(([own, next]) => own === 0 && next !== 0);
}

/** Whether no gradient but the first moves anything, and that one goes on moving the parameters. */
function keepsFirst({ first, late, consecutive }: Measured): boolean {
  const idle = [...consecutive.slice(1), late].every((each) => each.every((r) => r === 0));
  return idle && first.slice(-8).every((r) => r > 0.5 * first[0]);
}

/** Whether a gradient moves the parameters alike at every step from its own on, or at every so-manieth one of a rule that gathers. */
function neverCleared(optimizer: Optimizer, kernel: readonly number[]): boolean {
  const again = kernel.slice(1).findIndex((r) => r !== 0);
  const period = 1 + Math.max(0, again);
  const near = (r: number): boolean => Math.abs(r - kernel[0]) <= rounding(optimizer);
  return kernel.length > 4 * period && kernel.every((r, lag) => (lag % period === 0 ? near(r) : r === 0));
}

/** A kernel of (1 + μ), (1 + μ)μ², (1 + μ)μ⁴, …: the buffer is replaced by what Nesterov's rule returns. */
function ofReturnedTrace(optimizer: Optimizer, { first, stationary, measured }: Measured): Diagnosis | undefined {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= rounding(optimizer);
  const [r0] = first;
  // A weight of 1 up to rounding, and a square that is 0, are plain descent.
  if (!stationary || !(measured > rounding(optimizer)) || !(r0 > 1 && r0 < 2) || !near((r0 - 1) ** 2, measured)) return undefined;
  if (!first.every((r, lag) => near(r, r0 * integerPower(measured, lag)))) return undefined;
  return {
    cause: 'momentum-coefficient',
    sentence: `a gradient is weighted by ${rounded(r0)}, and the buffer keeps ${rounded(measured)} of itself, the square of ${rounded(r0 - 1)}: what is returned with the look-ahead is kept in place of the trace`,
  };
}

/** What is done to the buffer that should only be kept and added to. */
function ofBuffer(
  optimizer: Optimizer,
  { first, late, slower, consecutive, stationary, family, measured, fill }: Measured,
): Diagnosis | undefined {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= rounding(optimizer);
  // One of the last impulses is late, beyond the start of any rule.
  if (late.every((r) => r === 0)) {
    const sentence = `from step ${laterImpulses[laterImpulses.length - 1]} on, if not before, no gradient moves the parameters any more`;
    return { cause: 'gradient-never-moves', sentence };
  }
  const ends = consecutive.map((each) =>
    // What comes back, as of a buffer that is used at every n-th step, was not cleared.
    each.findIndex(
      (_, lag) =>
        lag > 1 &&
        each[lag - 1] > tolerance(optimizer, 1e-6, 1e-4) &&
        each.slice(lag).every((r) => r === 0) &&
        each.length - lag > longestGap(each.slice(0, lag)),
    ),
  );
  const [cleared] = ends;
  // A window of so many gradients ends after as many steps whenever it began; a buffer is cleared at a step.
  const slides = ends.every((end) => end === cleared);
  const isMeant = (step: number): boolean => isAskedRestart(optimizer, fill, step) || isWarmRestart(optimizer, fill, step);
  if (cleared > 0 && !slides && family !== 'other-linear' && !isMeant(fill + 1 + cleared)) {
    const sentence = `the momentum buffer is cleared ${cleared} steps after its first gradient`;
    return { cause: 'buffer-cleared', sentence };
  }
  const fadesWithRate = slower.every((r, lag) => near(r, 0.5 * first[0] * integerPower(0.5 * measured, lag)));
  if (stationary && family === 'heavy-ball' && fadesWithRate && slower.length > 0) {
    const sentence = 'the old buffer is multiplied by the learning rate as well as by the momentum: it keeps ημ of itself, not μ';
    return { cause: 'momentum-coefficient', sentence };
  }
  return undefined;
}

function summed(batches: number): Diagnosis {
  const sentence = `the ${batches} gradients of a step are summed, not averaged: the step is ${batches} times too long`;
  return { cause: 'micro-batches-summed', sentence };
}

/** Whether an option that is no coefficient of momentum changes the weight with which a gradient acts on its own step. */
function isScaledByOption(optimizer: Optimizer, r0: number, momentum: readonly string[]): boolean {
  return Object.entries(optimizer.hyperparameters ?? {}).some(([name, value]) => {
    if (momentum.includes(name)) return false;
    try {
      const changed = { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, [name]: value === 0 ? 0.5 : value / 2 } };
      const [other] = impulseResponse(changed, 1, () => 1, 2) ?? [r0];
      return Math.abs(other - r0) > rounding(optimizer);
    } catch {
      return false;
    }
  });
}

/** A first step under a constant gradient that is longer than the settled ones, or a first gradient that counts more than once. */
function transient(optimizer: Optimizer, { first, later, settles }: Measured): Mistake | undefined {
  if (!settles) return undefined;
  const settled = later.reduce((sum, r) => sum + r, 0);
  const off = rounding(optimizer) * 10;
  // What is left of a kernel beyond its end may turn the sum, as of weights that swing back to where a penalty pulls them.
  const rest = later.length * Math.max(...later.slice(-16).map(Math.abs));
  if (settled < -off - rest) {
    const sentence = 'under a constant gradient the settled steps go up: old gradients outweigh new ones with the wrong sign';
    return { family: 'heavy-ball', coefficient: 0, finding: { cause: 'uphill', sentence } };
  }
  // What is left of the kernel beyond its end is nothing for a sum that has converged.
  const converged = Math.abs(later[later.length - 1]) < off;
  const overshoots = converged && first[0] > 1 + off && first[0] > settled * (1 + 1e-6) + off && settled > off;
  const twice = Math.abs(later[0] - 1) < off && first[0] > 1 + off;
  if (!overshoots && !twice) return undefined;
  const sums = [first[0], first[1] + later[0], first[2] + later[0] + later[1]].map(rounded);
  const sentence = `under a constant gradient the first steps are ${sums.join(', ')}, … η g long, where settled ones are ${rounded(settled)}: the buffer starts with something else than it should`;
  return { family: 'other-linear', coefficient: 0, finding: { cause: 'first-step-jump', sentence } };
}

/** Two stages of a momentum that rises every 250 steps, as in Sutskever et al. 2013. */
const muchLater = 600;

/** A buffer whose coefficient is none that an option has. */
function otherCoefficient(
  optimizer: Optimizer,
  { first, family, measured, momentum, stationary, fill }: Measured,
): Mistake | undefined {
  const given = Object.entries(optimizer.hyperparameters ?? {}).filter(([, value]) => value >= 0.01 && value < 1);
  const [name, declared] = given.find(([option]) => momentum.includes(option)) ?? given[0] ?? ['', 0];
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= rounding(optimizer);
  // A buffer that fades at one rate, whatever the step takes of it.
  const fades =
    stationary && !near(first[1], 0) && first.slice(2).every((r, lag) => near(r, first[1] * integerPower(measured, lag + 1)));
  if (given.length !== 1 || !fades) return undefined;
  const complement = near(1 - declared, measured) && declared > 0.5;
  // What does not act as a momentum is the coefficient of none: a friction, of which more forgets more, or a limit that is reached late.
  if (!momentum.includes(name) && !complement) return undefined;
  // Nor is one that a schedule has not come to yet its coefficient.
  const [, next, after] = impulseResponse(optimizer, fill + muchLater, () => 1, 3) ?? [0, 0, 0];
  if (next !== 0 && !near(after / next, measured)) return undefined;
  // An option may be the weight of what is new, which is small, and never that of what is old instead.
  if (near(declared, measured) || (near(1 - declared, measured) && !complement)) return undefined;
  if (family === 'other-linear' && !complement) return undefined;
  const instead = complement ? `, which is one minus ${name}` : '';
  const sentence = `${name} is ${declared}, and the buffer keeps ${rounded(measured)} of itself${instead}`;
  return {
    family: family === 'other-linear' ? 'heavy-ball' : family,
    coefficient: declared,
    finding: { cause: 'momentum-coefficient', sentence },
  };
}
