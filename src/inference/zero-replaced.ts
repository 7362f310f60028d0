import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { takes } from './options.ts';
import { identical, normalTensors, probeShapes } from './probe-problem.ts';
import { remembersAtZero } from './start-memory.ts';

const steps = 8;

/** How little above and below its value an option is asked whether it acts there. */
const nearly = 2 ** -10;

/** Next to nothing, beside which zero is no other number. */
const almostZero = 2 ** -40;

/**
 * Whether an option that is zero is taken for one that is missing, as by `given || 0.9`: zero does what the default does, to the bit,
 * though values on both sides of the default do something else, and so does next to nothing. A threshold that is not reached acts on
 * neither side of it. A momentum that is zero may also have become one that changes: then gradients are remembered. Zero that stands for
 * another option, for what goes with one, or for a usual coefficient that is not the default, may be a design.
 *
 * @param fill first steps that only fill the state
 * @param isMomentum whether the option is a coefficient of momentum
 */
export function zeroReplaced(optimizer: Optimizer, name: string, fill: number, isMomentum: boolean): Diagnosis | undefined {
  const value = optimizer.hyperparameters![name];
  if (value === 0) return undefined;
  try {
    if (isMomentum && remembersAtZero(optimizer, name)) {
      if (standsForAnother(optimizer, name, fill) || zeroStandsFor(optimizer, name, fill) !== undefined) return undefined;
      const remembers = `where ${name} is 0 earlier gradients are remembered, and where it is 2^−40 they are not: zero is taken for an option that is missing`;
      return { cause: 'option-zero-replaced', sentence: remembers };
    }
    const own = follow(optimizer, { [name]: value }, fill);
    if (!identical(own, follow(optimizer, { [name]: 0 }, fill))) return undefined;
    const others = [value * (1 - nearly), value * (1 + nearly), almostZero];
    if (others.some((other) => identical(own, follow(optimizer, { [name]: other }, fill)))) return undefined;
    if (followsAnother(optimizer, name, fill)) return undefined;
  } catch {
    // A value that it refuses tells nothing.
    return undefined;
  }
  const sentence = `${name} = 0 does what ${value} does, to the bit, and 2^−40 does not: zero is taken for an option that is missing`;
  return { cause: 'option-zero-replaced', sentence };
}

/** Values that somebody gives coefficients where none is given. */
const usual: readonly number[] = [0.9, 0.99, 0.999, 0.9999, 0.95, 0.98, 0.5, 0.1];

/**
 * The usual coefficient, other than the default, for which zero stands, to the bit and whatever other options are; `undefined`: none. Two
 * defaults may differ by mistake, or zero be documented as automatic: nothing that an optimizer does tells which.
 *
 * @param fill first steps that only fill the state
 */
export function zeroStandsFor(optimizer: Optimizer, name: string, fill: number): number | undefined {
  const value = optimizer.hyperparameters![name];
  if (!(value > 0 && value < 1)) return undefined;
  try {
    const none = follow(optimizer, { [name]: 0 }, fill);
    const isNone = (other: number): boolean => identical(none, follow(optimizer, { [name]: other }, fill));
    // What lies beyond a limit, or next to nothing, is the same as zero for a reason.
    if (isNone(almostZero) || isNone(value)) return undefined;
    const instead = usual.find((other) => other !== value && isNone(other));
    if (instead === undefined || [1 - nearly, 1 + nearly].some((factor) => isNone(instead * factor))) return undefined;
    const isAnother = besides(optimizer, name).some((changed) => {
      const [zero, same] = [0, instead].map((other) => follow(optimizer, { ...changed, [name]: other }, fill));
      return !identical(zero, same);
    });
    return isAnother || standsForAnother(optimizer, name, fill) ? undefined : instead;
  } catch {
    // A value that it refuses tells nothing.
    return undefined;
  }
}

/** Whether zero stands for another option: where that has another value, zero does what the same value does, and the default does not. */
function standsForAnother(optimizer: Optimizer, name: string, fill: number): boolean {
  return besides(optimizer, name).some((changed) => {
    const [zero, same, usual] = [0, Object.values(changed)[0], optimizer.hyperparameters![name]].map((value) =>
      follow(optimizer, { ...changed, [name]: value }, fill),
    );
    return identical(zero, same) && !identical(usual, same);
  });
}

/** Whether zero, which does what the default does, no longer does so where another option has another value. */
function followsAnother(optimizer: Optimizer, name: string, fill: number): boolean {
  return besides(optimizer, name).some((changed) => {
    const [zero, usual] = [0, optimizer.hyperparameters![name]].map((value) =>
      follow(optimizer, { ...changed, [name]: value }, fill),
    );
    return !identical(zero, usual);
  });
}

/** Other values of other options, one at a time. */
function besides(optimizer: Optimizer, name: string): Readonly<Record<string, number>>[] {
  const own = optimizer.hyperparameters![name];
  return Object.entries(optimizer.hyperparameters!)
    .filter(([other]) => other !== name)
    .map(([other, value]): [string, number] => [other, value === 0 ? 0.5 : [value / 2, value / 4].find((each) => each !== own)!])
    .filter(([other, value]) => takes(optimizer, other, value))
    .map(([other, value]) => ({ [other]: value }));
}

function follow(optimizer: Optimizer, changed: Readonly<Record<string, number>>, fill: number): OptimizerRun['parameters'] {
  const source = stream('inference', 'zero-replaced');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)), changed);
  for (let step = 1; step <= fill + steps; step++)
    run.step(normalTensors(probeShapes, precision, source.seek(1, step)), 2 ** -5, 0.5);
  return run.parameters;
}
