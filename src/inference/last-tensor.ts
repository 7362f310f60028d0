import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { laterPositions } from './positions.ts';
import { distance, norm, normalTensors, probeShapes } from './probe-problem.ts';

const [learningRate, steps] = [1 / 64, 6];

/** Places that may have a rule of their own: the last of a list, as a head is, or its two ends, the embedding and the head. */
export type Apart = 'last' | 'ends';

/** Places that nobody gives a rule of their own by design: the last where it is not alone, the first where it is not, and the first. */
export type Slip = 'last of several' | 'first of several' | 'first';

/** Lists by the names of their tensors, in which x, the one that is looked at, stands at such a place or does not. */
const lists: Readonly<Record<Apart | Slip, Readonly<Record<'there' | 'elsewhere', readonly string[]>>>> = {
  last: { there: ['x', 'ax', 'abx', 'cbax'], elsewhere: ['xa', 'xab', 'axb', 'bacxa'] },
  ends: { there: ['x', 'ax', 'xa', 'abx', 'xab', 'cbax'], elsewhere: ['axb', 'bacxa', 'axbc'] },
  'last of several': { there: ['ax', 'abx', 'cbax'], elsewhere: ['x', 'xa', 'xab', 'axb', 'bacxa'] },
  'first of several': { there: ['xa', 'xab', 'xbca'], elsewhere: ['x', 'ax', 'abx', 'axb', 'bacxa'] },
  first: { there: ['x', 'xa', 'xab', 'xbca'], elsewhere: ['ax', 'abx', 'axb', 'bacxa'] },
};

/**
 * Finds the places whose tensors are trained by another rule than all others, where that is all that a list does to its tensors: nothing in the
 * others acts on any, nor how many they are. A tensor that one rule leaves alone, or that is stepped several times by what the others are stepped
 * by once, is trained so by mistake.
 */
export function tensorsApart(ways: Ways): Apart | undefined {
  return (['last', 'ends'] as const).find((place) => isApart(ways, lists[place]));
}

/** Finds the same of places that have a rule of their own by mistake. */
export function slippedPlace(ways: Ways): Slip | undefined {
  return (['last of several', 'first of several', 'first'] as const).find((place) => isApart(ways, lists[place]));
}

/** Whether tensors are trained by one rule where they stand there, and by another elsewhere. */
function isApart(ways: Ways, { there, elsewhere }: (typeof lists)[Apart]): boolean {
  const rounding = tolerance(ways.optimizer, 1e-10, 1e-4);
  const agree = (a: readonly Tensor[], b: readonly Tensor[]): boolean =>
    a.every((tensor, i) => distance(tensor, b[i]) <= rounding * norm(b[i]));
  let apart = false;
  for (const shape of probeShapes) {
    const way = (names: string): readonly Tensor[] => ways.decaying(shape, names);
    const firsts = [there, elsewhere].map(([names]) => way(names));
    const areAlike = (among: readonly string[], first: readonly Tensor[]): boolean =>
      among.slice(1).every((names) => agree(way(names), first));
    if (!areAlike(there, firsts[0]) || !areAlike(elsewhere, firsts[1])) return false;
    if (agree(firsts[0], firsts[1])) continue;
    if ([there[0], elsewhere[0]].some((names) => rests(ways.free(shape, names), ways.fill))) return false;
    if ([2, 3].some((times) => isRepeated(ways, shape, times, [there[0], elsewhere[0]]))) return false;
    apart = true;
  }
  return apart;
}

/** Whether a tensor stands still at a step, where nothing decays. */
function rests(way: readonly Tensor[], fill: number): boolean {
  return way.some((tensor, i) => i > fill && distance(tensor, way[i - 1]) === 0);
}

/** Whether one call does to a tensor there what so many do to it elsewhere. */
function isRepeated(ways: Ways, shape: readonly number[], times: number, [there, elsewhere]: readonly [string, string]): boolean {
  const { fill } = ways;
  const [once, often] = [ways.free(shape, there), ways.free(shape, elsewhere, times)];
  const rounding = tolerance(ways.optimizer, 1e-9, 1e-3);
  const [first, second] = [once[fill + 1], often[fill + times]];
  return distance(first, second) <= rounding * distance(first, once[fill]);
}

/** Where x is, at the start and after each step, in lists of tensors. */
export class Ways {
  readonly optimizer: Optimizer;
  /** First steps that only fill the state. */
  readonly fill: number;
  readonly #known = new Map<string, () => readonly Tensor[]>();

  constructor(optimizer: Optimizer, fill: number) {
    this.optimizer = optimizer;
    this.fill = fill;
  }

  /** Under decay: the lists have tensors in common, so that each is trained once, and all of a shape are handed over before any is read. */
  decaying(shape: readonly number[], names: string): readonly Tensor[] {
    const key = (list: string): string => `${list} ${String(shape)}`;
    if (!this.#known.has(key(names)))
      for (const list of allLists) this.#known.set(key(list), follow(this, shape, list, { weightDecay: 0.1 }));
    return this.#known.get(key(names))!();
  }

  /** @param times how often each gradient comes */
  free(shape: readonly number[], names: string, times = 1): readonly Tensor[] {
    return follow(this, shape, names, { times })();
  }
}

const allLists = new Set(Object.values(lists).flatMap(({ there, elsewhere }) => [...there, ...elsewhere]));

/** Makes all steps, and reads where x is when it is asked. */
function follow(
  { optimizer, fill }: Ways,
  shape: readonly number[],
  names: string,
  { weightDecay = 0, times = 1 }: { readonly weightDecay?: number; readonly times?: number },
): () => readonly Tensor[] {
  const source = stream('inference', 'last-tensor');
  const precision = measuringPrecision(optimizer);
  const shapes = Array.from(names, (name) => (name === 'x' ? shape : probeShapes['abc'.indexOf(name)]));
  const draw = (step: number): Tensor[] =>
    shapes.map((each, i) => normalTensors([each], precision, source.seek(step, names[i] === 'x' ? 0 : 1 + i))[0]);
  const run = new OptimizerRun(optimizer, draw(0));
  const gradients = Array.from({ length: times * (fill + steps) }, (_, i) => draw(1 + Math.floor(i / times)));
  const read = laterPositions(run, gradients, learningRate, weightDecay);
  const at = names.indexOf('x');
  let way: readonly Tensor[] | undefined;
  return () => (way ??= read().map((tensors) => tensors[at]));
}
