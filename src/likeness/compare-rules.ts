import { drives } from '../drives/index.ts';
import { waysOf } from '../drives/drive.ts';
import { otherValue } from '../drives/other-value.ts';
import { drawProblem, follow, gap, rounding, type DriveProblem } from '../drives/problem.ts';
import { isCount } from '../inference/options.ts';
import { distance } from '../inference/probe-problem.ts';
import type { Tensor } from '../arithmetic/tensor.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';
import { aspects } from './aspects.ts';

/** One side of the rule in which two optimizers differ. */
export interface Difference {
  readonly aspect: string;
  /** What differs and by how much. */
  readonly sentence: string;
  /** Distance of the parameters, relative to how far they moved. */
  readonly effect: number;
}

/** How one optimizer compares with another. */
export interface Likeness {
  /** `bits`: the same bits everywhere; `rounding`: the same numbers up to rounding; `different`: another rule. */
  readonly state: 'bits' | 'rounding' | 'different';
  /** The largest relative distance that is taken for rounding. */
  readonly rounding: number;
  /** In the order in which they are asked: the first is the simplest input that shows one. */
  readonly differences: readonly Difference[];
  /** What only one of them has, other defaults, and what could not be asked. */
  readonly remarks: readonly string[];
  readonly asked: readonly string[];
}

/**
 * Runs two optimizers on the same inputs, plainly and under every drive that both offer, and names the first difference.
 *
 * Hyperparameters that both have are given the values of the first; other defaults are remarks.
 *
 * @param subject the optimizer in question
 * @param other what it ought to be
 * @example
 * ```ts
 * expect(compareRules(adamw, adamw).state).toBe('bits');
 * const { differences } = compareRules(adamw, { ...adamw, update: (step) => adamw.update({ ...step, weightDecay: 2 * step.weightDecay }) });
 * expect(differences[0].aspect).toBe('decay');
 * ```
 */
export function compareRules(subject: Optimizer, other: Optimizer): Likeness {
  const precision = [subject, other].some((each) => each.precision === 'float32') ? 'float32' : 'float64';
  const [own, others] = [subject.hyperparameters ?? {}, other.hyperparameters ?? {}];
  const shared = Object.fromEntries(Object.entries(own).filter(([name]) => name in others));
  const remarks = remarkDefaults(own, others);
  const comparison = new Comparison(subject, other, shared, remarks);
  if ((subject.microBatches ?? 1) !== (other.microBatches ?? 1))
    comparison.differ(
      'micro-batches',
      `${subject.microBatches ?? 1} micro-batches a step against ${other.microBatches ?? 1}`,
      Infinity,
    );
  for (const { id, title, meaning, problem } of aspects(precision)) comparison.ask(id, `${title} (${meaning})`, problem);
  if (subject.precision === undefined && other.precision === undefined)
    comparison.ask('float32', 'float32 (what is computed in another precision)', aspects('float32')[1].problem);
  const plain = drawProblem({
    seed: 2,
    shapes: [[4, 3], [5], [2, 2]],
    precision,
    steps: 8,
    learningRate: 0.125,
    weightDecay: 0.5,
  });
  for (const [name, value] of Object.entries(shared))
    comparison.ask(name, `another value of ${name}`, {
      ...plain,
      hyperparameters: { [name]: otherValue(value, isCount(subject, name)) },
    });
  for (const drive of drives) {
    const [mine, theirs] = [waysOf(drive, subject), waysOf(drive, other)];
    if (drive.complete === undefined || typeof mine === 'string' || typeof theirs === 'string') continue;
    // In every way that it has: to be saved is not to be loaded.
    for (const way of mine) {
      const reference = theirs.find((each) => sameWay(each, way)) ?? theirs[0];
      const [driven, expected] = [way, reference].map((each) => drive.complete!(each, plain));
      if (comparison.ask(drive.id, `what they do when ${drive.title}`, plain, driven, expected)) break;
    }
  }
  return comparison.result();
}

function sameWay(a: Way, b: Way): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Relative distance that powers and corrections in float32 make, which some libraries have whatever they are given. */
const partsInFloat32 = 2 ** -14;

/** Collects what is found. */
class Comparison {
  readonly #subject: Optimizer;
  readonly #other: Optimizer;
  readonly #shared: Readonly<Record<string, number>>;
  readonly #remarks: string[];
  readonly #differences: Difference[] = [];
  readonly #asked: string[] = [];
  #rounding = 0;

  constructor(subject: Optimizer, other: Optimizer, shared: Readonly<Record<string, number>>, remarks: string[]) {
    this.#subject = subject;
    this.#other = other;
    this.#shared = shared;
    this.#remarks = remarks;
  }

  differ(aspect: string, sentence: string, effect: number): void {
    this.#differences.push({ aspect, sentence, effect });
  }

  /** Whether they differ in it. */
  ask(aspect: string, title: string, problem: DriveProblem, way?: Way, reference?: Way): boolean {
    const before = this.#differences.length;
    this.#compare(aspect, title, problem, way, reference);
    return this.#differences.length > before;
  }

  #compare(aspect: string, title: string, problem: DriveProblem, way?: Way, reference?: Way): void {
    const given = { ...problem, hyperparameters: { ...this.#shared, ...problem.hyperparameters } };
    const mine = this.#run(this.#subject, given, way);
    const theirs = this.#run(this.#other, given, reference);
    if (typeof mine === 'string' && typeof theirs === 'string') return;
    if (typeof mine === 'string' || typeof theirs === 'string') {
      const [who, what] = typeof mine === 'string' ? [this.#subject, mine] : [this.#other, theirs as string];
      this.differ(aspect, `they differ in ${title}: ${who.name} throws (${what})`, Infinity);
      return;
    }
    if (!this.#asked.includes(aspect)) this.#asked.push(aspect);
    const { effect, step, tensor } = gap(theirs, mine, problem.start);
    const allowed = Math.max(rounding(this.#subject, problem), rounding(this.#other, problem), partsInFloat32);
    if (effect <= allowed) {
      this.#rounding = Math.max(this.#rounding, effect);
      return;
    }
    const before = step === 1 ? problem.start : theirs.after[step - 2];
    const length = step === 1 ? stretch(before[tensor], mine.after[0][tensor], theirs.after[0][tensor]) : undefined;
    const shape = `tensor of shape [${problem.start[tensor].shape.join(', ')}], step ${step}`;
    const size = Number.isNaN(effect) ? 'not finite in one of them' : `${Number(effect.toPrecision(2))} of the way`;
    this.differ(aspect, `they differ in ${title}: ${length ?? size} (${shape})`, effect);
  }

  result(): Likeness {
    const state = this.#differences.length > 0 ? 'different' : this.#rounding > 0 ? 'rounding' : 'bits';
    return { state, rounding: this.#rounding, differences: this.#differences, remarks: this.#remarks, asked: this.#asked };
  }

  #run(optimizer: Optimizer, problem: DriveProblem, way?: Way): ReturnType<typeof follow> | string {
    try {
      const known = optimizer.hyperparameters ?? {};
      const hyperparameters = Object.fromEntries(Object.entries(problem.hyperparameters ?? {}).filter(([name]) => name in known));
      return follow(optimizer, { ...problem, hyperparameters }, way);
    } catch (thrown) {
      if ((thrown as { code?: string }).code !== 'SUBJECT_THROWS') throw thrown;
      return (thrown as Error).message.split('\n')[0];
    }
  }
}

/** Where one step is a multiple of the other, how many times as long it is. */
function stretch(start: Tensor, mine: Tensor, theirs: Tensor): string | undefined {
  let [along, square] = [0, 0];
  theirs.data.forEach((value, i) => {
    along += (mine.data[i] - start.data[i]) * (value - start.data[i]);
    square += (value - start.data[i]) ** 2;
  });
  const factor = along / square;
  const fitted = {
    ...start,
    data: theirs.data.map((value, i) => start.data[i] + factor * (value - start.data[i])) as Tensor['data'],
  };
  if (!(distance(fitted, mine) <= 1e-6 * distance(start, mine)) || Math.abs(factor - 1) < 1e-3) return undefined;
  return `the step is ${Number(factor.toPrecision(4))} times as long`;
}

function remarkDefaults(own: Readonly<Record<string, number>>, others: Readonly<Record<string, number>>): string[] {
  return [...new Set([...Object.keys(own), ...Object.keys(others)])].flatMap((name) => {
    if (!(name in others)) return [`only the first has ${name}`];
    if (!(name in own)) return [`only the second has ${name} (${others[name]})`];
    return own[name] === others[name]
      ? []
      : [`another default of ${name}: ${own[name]} against ${others[name]}; both were given ${own[name]}`];
  });
}
