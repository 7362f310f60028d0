import { copy, type Tensor } from '../arithmetic/tensor.ts';
import { copyState } from '../optimizers/copy-state.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Diagnosis } from './cause.ts';
import { measuringPrecision } from './measuring-precision.ts';
import { distance, identical, normalTensors, probeShapes } from './probe-problem.ts';
import { numbersIn, type Numbers } from './state-numbers.ts';

/** Within the short look most states are written; what is written at every n-th step only is within the long one. */
const [short, long] = [6, 300];

/**
 * Finds a buffer that the rule reads and never writes: it holds the zeros that it was made with for ever, so that what was to be
 * kept there, a running maximum for one, is lost. Buffers that an option leaves unused are not read, and references to the initial
 * weights are not zero. A switch is no such buffer: the least that is written to it changes the rule.
 *
 * @returns `undefined` where there is none, or the state is not plain data
 */
export function findUnkept(optimizer: Optimizer): Diagnosis | undefined {
  if (optimizer.copyState !== undefined) return undefined;
  const run = new Walk(optimizer);
  for (const steps of [short, long - short]) {
    run.walk(steps);
    if (run.unwritten().length === 0) return undefined;
  }
  const unread = run.after(() => undefined);
  const filled = (i: number, value: number): Tensor[] => run.after((buffers) => buffers[i].fill(value));
  // A switch that was never thrown is read and not written as well: what is next to nothing changes all of a step then.
  const isMissed = (i: number): boolean =>
    !identical(filled(i, 2 ** 20), unread) && isNear(filled(i, 2 ** -100), unread, run.parameters);
  if (!run.unwritten().some(isMissed)) return undefined;
  const sentence =
    'a buffer of the state is read and never written: it keeps the zeros that it starts with, so what should be kept in it (a running maximum, a moment) is lost at every step';
  return { cause: 'moment-not-kept', sentence };
}

/** Whether two ways on from the same weights are the same but for rounding. */
function isNear(a: readonly Tensor[], b: readonly Tensor[], from: readonly Tensor[]): boolean {
  return a.every((tensor, i) => distance(tensor, b[i]) <= 1e-6 * distance(b[i], from[i]));
}

function isZero(buffer: Numbers): boolean {
  return buffer.length > 0 && (buffer as number[]).every((x) => x === 0);
}

/** Whether all entries are the zeros with a minus that they were set to, which no rule writes to all of them. */
function isUntouched(buffer: Numbers): boolean {
  return (buffer as number[]).every((x) => Object.is(x, -0));
}

/** A run whose state can be looked into. */
class Walk {
  private readonly optimizer: Optimizer;
  readonly parameters: Tensor[];
  private readonly state: unknown;
  private steps = 0;
  /** Positions of buffers that something was written to, if only between two steps. */
  private readonly written = new Set<number>();

  constructor(optimizer: Optimizer) {
    this.optimizer = optimizer;
    this.parameters = normalTensors(probeShapes, measuringPrecision(optimizer), stream('inference', 'unkept').seek(0, 0));
    this.state = optimizer.init({ parameters: this.parameters });
  }

  /** Positions of buffers to which no call has written anything, zeros neither. */
  unwritten(): number[] {
    return numbersIn(this.state).flatMap((_, i) => (this.written.has(i) ? [] : [i]));
  }

  walk(steps: number): void {
    for (let i = 0; i < steps; i++) {
      // A rule may write zeros, as errors of which there are none: what it leaves alone keeps their sign.
      for (const buffer of numbersIn(this.state)) if (isZero(buffer)) buffer.fill(-0);
      this.call(this.parameters, this.state, (this.steps += 1));
      for (const [position, buffer] of numbersIn(this.state).entries()) if (!isUntouched(buffer)) this.written.add(position);
    }
  }

  /** The weights a few steps on, from a copy of the state in which something was changed. */
  after(change: (buffers: Numbers[]) => void): Tensor[] {
    const [parameters, state] = [this.parameters.map(copy), copyState(this.optimizer, this.state)];
    change(numbersIn(state));
    for (let i = 1; i <= 2 * (this.optimizer.microBatches ?? 1); i++) this.call(parameters, state, this.steps + i);
    return parameters;
  }

  private call(parameters: Tensor[], state: unknown, step: number): void {
    const { hyperparameters = {} } = this.optimizer;
    const source = stream('inference', 'unkept').seek(1, step);
    const gradients = normalTensors(probeShapes, measuringPrecision(this.optimizer), source);
    this.optimizer.update({ parameters, gradients, state, learningRate: 1 / 64, weightDecay: 0.01, hyperparameters, step });
  }
}
