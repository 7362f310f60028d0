import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { isSwitch } from './is-switch.ts';
import { actsAside } from './kept-aside.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, norm, normalTensors } from './probe-problem.ts';
import { many, smallCounts } from './small-counts.ts';

/**
 * What becomes of a hyperparameter that is given another value: it acts; after many steps only; beside another option, or under
 * gradients of other sizes, only; from the first step only; on an average of the weights that is kept aside; it is frozen at its first
 * value, or dead; or no other value is legal.
 */
export type OptionEffect = 'alive' | 'late' | 'conditional' | 'at-start' | 'aside' | 'frozen' | 'dead' | 'not-varied';

/** A hyperparameter and what it does. */
export interface OptionReading {
  readonly name: string;
  readonly effect: OptionEffect;
  /** Of an option that acts late: the first step that it changes. Of one that is not varied: why. */
  readonly detail?: number | string;
}

/** Enough coordinates that a change of sign shows in rules that see nothing else. */
const shapes: readonly (readonly number[])[] = [[12, 6], [24]];
/** What goes by pairs of tensors, or by their depth, acts among many. */
const manyShapes: readonly (readonly number[])[] = [...shapes, [4, 3], [5], [3, 2]];
const [shortLook, longLook, changedAfter] = [12, 300, 3];

/** Whether a hyperparameter is said to be a whole number. */
export const isCount = ({ contract }: Optimizer, name: string): boolean => contract?.roles?.[name] === 'count';

/** Circumstances of two runs of which one has another value. */
interface Look {
  readonly steps: number;
  /** Step after which the value is changed; 0: from the start. */
  readonly after: number;
  readonly schedule: boolean;
  readonly setting: Readonly<Record<string, number>>;
  readonly size: number;
  /** Every seventh gradient is 64 times as large, and from the others a third of the entries is missing, as from those of an embedding. */
  readonly bursts?: boolean;
  /** Half of the weights are zero at the start. */
  readonly sparse?: boolean;
  /** λ of every step; default: one that shows. */
  readonly weightDecay?: number;
  readonly shapes?: readonly (readonly number[])[];
}

/**
 * Finds what every hyperparameter does, by values that differ clearly.
 *
 * @param fill first steps that only fill the state
 * @param momentum names of the coefficients of momentum
 */
export function inferOptions(optimizer: Optimizer, fill = 0, momentum: readonly string[] = []): OptionReading[] {
  return Object.keys(optimizer.hyperparameters ?? {}).map((name) => {
    const reading = read(optimizer, name, fill);
    // A coefficient of momentum is read at every step; of anything else that is read once it may be the start.
    return reading.effect === 'frozen' && !momentum.includes(name) ? { name, effect: 'at-start' } : reading;
  });
}

/**
 * Values that differ clearly, the most ordinary one first; a hyperparameter is dead when none of them makes a difference. Small
 * constants go far above any gradient, coefficients in [0, 1) halfway to the other end, counts stay whole, everything else is
 * doubled; then switches are turned and upper clamps are made to act.
 *
 * @param counts whether nothing but whole numbers is legal
 */
export function otherValues(value: number, counts = false): number[] {
  // A size of blocks, or a least extent, acts on small tensors where it is small.
  if (counts)
    return [...new Set([value * 2, value + 1, Math.max(1, Math.floor(value / 2)), 1, 2, 8, 0])].filter((v) => v !== value);
  // The last one is a count: a warm-up of one step is none.
  if (value === 0) return [0.5, 1, 8];
  if (value === 1) return [0, 2, 0.5];
  if (Number.isInteger(value)) return [value * 2, value + 1, Math.max(1, Math.floor(value / 2)), 0];
  if (value > 0 && value < 0.01) return [1024];
  return [value >= 1 ? value * 2 : value >= 0.5 ? value / 2 : value + (1 - value) / 2, value / 1024, 0];
}

/** Whether a rule goes on with a value of an option; some divide by what they are given. */
export function takes(optimizer: Optimizer, name: string, value: number): boolean {
  const start = normalTensors(shapes, measuringPrecision(optimizer), stream('inference', 'options').seek(0, 0));
  try {
    const run = new OptimizerRun(optimizer, start, { [name]: value });
    for (let step = 1; step <= 2; step++) run.step(start, 0.05, 0);
    return run.parameters.length > 0;
  } catch {
    return false;
  }
}

function read(optimizer: Optimizer, name: string, fill: number): OptionReading {
  const values = otherValues(optimizer.hyperparameters![name], isCount(optimizer, name));
  const quick: Look = { steps: fill + shortLook, after: 0, schedule: false, setting: {}, size: 1 };
  const thrown: string[] = [];
  const acts = (look: Look): number | undefined => {
    // An option that is made small with others differs from what it is there.
    for (const value of name in look.setting ? otherValues(look.setting[name], isCount(optimizer, name)) : values) {
      const step = firstDifference(optimizer, name, value, look, thrown);
      if (step !== undefined) return step;
    }
    return undefined;
  };
  const later = (look: Look): Look => ({ ...look, after: fill + changedAfter });
  const atOnce = acts(quick);
  if (atOnce !== undefined && acts(later(quick)) !== undefined) return { name, effect: 'alive' };
  if (thrown.length >= values.length) return { name, effect: 'not-varied', detail: thrown[0] };
  const long: Look = { ...quick, steps: longLook };
  const afterwards = acts(later(long));
  if (afterwards !== undefined) return { name, effect: 'late', detail: afterwards };
  for (const look of circumstances(optimizer, name, long)) {
    if (acts(later(look)) !== undefined) return { name, effect: 'conditional' };
  }
  const fromStart = atOnce ?? acts(long);
  if (fromStart === undefined) {
    const somewhere = circumstances(optimizer, name, long).some((look) => acts(look) !== undefined);
    return { name, effect: somewhere ? 'at-start' : actsAside(optimizer, name, values) ? 'aside' : 'dead' };
  }
  return { name, effect: isInitialValue(optimizer, name, values, long) ? 'at-start' : 'frozen' };
}

/** A schedule, gradients of other sizes or with bursts and gaps, weights of which half are zero, no decay for a switch, and every switch turned and every absent coefficient present, one at a time; all large counts small. */
function circumstances(optimizer: Optimizer, name: string, look: Look): Look[] {
  const settings = Object.entries(optimizer.hyperparameters ?? {}).flatMap(([other, value]): Record<string, number>[] => {
    if (other === name) return [];
    if (isCount(optimizer, other))
      return otherValues(value, true)
        .slice(-3)
        .map((count) => ({ [other]: count }));
    if (value === 0) return [{ [other]: 1 }, { [other]: 0.5 }];
    if (value === 1) return [{ [other]: 0 }];
    // What may be a count of many steps is made one of few: a schedule that ends with them acts.
    return Number.isInteger(value) && value >= many ? [{ [other]: 8 }] : [];
  });
  const brief = { ...look, steps: 60, schedule: true };
  return [
    { ...look, schedule: true },
    { ...brief, bursts: true },
    { ...brief, shapes: manyShapes },
    { ...brief, sparse: true },
    // A switch may turn to what is done without a decay; a coefficient that a decay loses is lost.
    ...(isSwitch(optimizer, name, 0) ? [{ ...brief, weightDecay: 0 }] : []),
    ...[2 ** 12, 2 ** -12].map((size) => ({ ...brief, size })),
    ...settings.map((setting) => ({ ...brief, setting })),
    ...smallCounts(optimizer.hyperparameters ?? {}).map((setting) => ({ ...brief, setting })),
  ];
}

/** First step at which another value changes a parameter. */
function firstDifference(
  optimizer: Optimizer,
  name: string,
  value: number,
  { steps, after, schedule, setting, size, bursts = false, sparse = false, weightDecay = 0.5, shapes: among = shapes }: Look,
  thrown: string[],
): number | undefined {
  const source = stream('inference', 'options');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(among, precision, source.seek(0, 0));
  if (sparse) for (const { data } of start) for (let j = 0; j < data.length; j += 2) data[j] = 0;
  const changed = { ...setting, [name]: value };
  try {
    let run = new OptimizerRun(optimizer, start, setting);
    let other = new OptimizerRun(optimizer, start, after === 0 ? changed : setting);
    for (let step = 1; step <= after + steps; step++) {
      if (after > 0 && step === after + 1) [run, other] = [run.fork(), run.fork(changed)];
      const g: Tensor[] = normalTensors(among, precision, source.seek(1, step), bursts && step % 7 === 0 ? 64 * size : size);
      if (bursts && step % 7 !== 0) for (const { data } of g) for (let j = step % 3; j < data.length; j += 3) data[j] = 0;
      const rate = 0.05 * (schedule ? 0.25 + ((step * 7) % 10) / 10 : 1);
      run.step(g, rate, weightDecay);
      if (step <= after) continue;
      other.step(g, rate, weightDecay);
      if (differ(run.parameters, other.parameters, optimizer)) return step;
    }
  } catch (error) {
    thrown.push(error instanceof Error ? error.message : String(error));
  }
  return undefined;
}

/** Whether parameters differ by more than the rounding of terms that cancel. */
function differ(a: readonly Tensor[], b: readonly Tensor[], optimizer: Optimizer): boolean {
  const relative = tolerance(optimizer, 2 ** -40, 2 ** -18);
  return a.some((tensor, i) => distance(tensor, b[i]) > relative * norm(tensor));
}

/**
 * Whether an option that is read at the start is a value that the state starts with: a count, or something of which nothing is left
 * beside gradients that are 2^40 times as large, or small. A coefficient is read at every step, or it is frozen.
 */
function isInitialValue(optimizer: Optimizer, name: string, values: readonly number[], look: Look): boolean {
  const value = optimizer.hyperparameters![name];
  if (Number.isInteger(value) && value >= 2) return true;
  return [2 ** 40, 2 ** -40].some((size) => values.every((other) => fades(optimizer, name, other, { ...look, size })));
}

function fades(optimizer: Optimizer, name: string, value: number, { size }: Look): boolean {
  const source = stream('inference', 'options');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(shapes, precision, source.seek(0, 0));
  try {
    const [run, other] = [{}, { [name]: value }].map((given) => new OptimizerRun(optimizer, start, given));
    let before: readonly Tensor[] = start;
    let [gap, moved] = [0, 0];
    for (let step = 1; step <= 12; step++) {
      const g = normalTensors(shapes, precision, source.seek(1, step), size);
      before = run.parameters.map(({ data, shape }) => ({ data: data.slice() as typeof data, shape }));
      for (const each of [run, other]) each.step(g, 0.05, 0);
      gap = Math.max(
        ...run.parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => Math.abs(w - other.parameters[i].data[j]))),
      );
      moved = Math.max(...run.parameters.flatMap(({ data }, i) => Array.from(data, (w, j) => Math.abs(w - before[i].data[j]))));
    }
    // Where the weights are too large beside a step for it to show, nothing is seen to fade.
    return moved > 0 && gap <= 1e-6 * moved;
  } catch {
    return false;
  }
}
