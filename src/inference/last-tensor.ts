import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { measuringPrecision, tolerance } from './measuring-precision.ts';
import { distance, norm, normalTensors, probeShapes, scaled } from './probe-problem.ts';

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
 *
 * @param fill first steps that only fill the state
 */
export function tensorsApart(optimizer: Optimizer, fill: number): Apart | undefined {
  return (['last', 'ends'] as const).find((place) => isApart(optimizer, fill, lists[place]));
}

/** Finds the same of places that have a rule of their own by mistake. */
export function slippedPlace(optimizer: Optimizer, fill: number): Slip | undefined {
  return (['last of several', 'first of several', 'first'] as const).find((place) => isApart(optimizer, fill, lists[place]));
}

/** Whether tensors are trained by one rule where they stand there, and by another elsewhere. */
function isApart(optimizer: Optimizer, fill: number, { there, elsewhere }: (typeof lists)[Apart]): boolean {
  const rounding = tolerance(optimizer, 1e-10, 1e-4);
  const agree = (a: readonly Tensor[], b: readonly Tensor[]): boolean =>
    a.every((tensor, i) => distance(tensor, b[i]) <= rounding * norm(b[i]));
  let apart = false;
  for (const shape of probeShapes) {
    const way = (names: string): Tensor[] => follow(optimizer, shape, names, { fill, weightDecay: 0.1 });
    const firsts = [there, elsewhere].map(([names]) => way(names));
    const areAlike = (among: readonly string[], first: readonly Tensor[]): boolean =>
      among.slice(1).every((names) => agree(way(names), first));
    if (!areAlike(there, firsts[0]) || !areAlike(elsewhere, firsts[1])) return false;
    if (agree(firsts[0], firsts[1])) continue;
    if ([there[0], elsewhere[0]].some((names) => rests(follow(optimizer, shape, names, { fill }), fill))) return false;
    if ([2, 3].some((times) => isRepeated(optimizer, shape, { fill, times }, [there[0], elsewhere[0]]))) return false;
    apart = true;
  }
  return apart;
}

/** Whether a tensor stands still at a step, where nothing decays. */
function rests(way: readonly Tensor[], fill: number): boolean {
  return way.some((tensor, i) => i > fill && distance(tensor, way[i - 1]) === 0);
}

/** Whether one call does to a tensor there what so many do to it elsewhere. */
function isRepeated(
  optimizer: Optimizer,
  shape: readonly number[],
  { fill, times }: Required<Omit<Way, 'weightDecay'>>,
  [there, elsewhere]: readonly [string, string],
): boolean {
  const [once, often] = [follow(optimizer, shape, there, { fill }), follow(optimizer, shape, elsewhere, { fill, times })];
  const rounding = tolerance(optimizer, 1e-9, 1e-3);
  const [first, second] = [once[fill + 1], often[fill + times]];
  return distance(first, second) <= rounding * distance(first, once[fill]);
}

interface Way {
  readonly fill: number;
  readonly weightDecay?: number;
  /** How often each gradient comes. */
  readonly times?: number;
}

/** Where x is at the start and after each step. */
function follow(
  optimizer: Optimizer,
  shape: readonly number[],
  names: string,
  { fill, weightDecay = 0, times = 1 }: Way,
): Tensor[] {
  const source = stream('inference', 'last-tensor');
  const precision = measuringPrecision(optimizer);
  const shapes = Array.from(names, (name) => (name === 'x' ? shape : probeShapes['abc'.indexOf(name)]));
  const draw = (step: number): Tensor[] =>
    shapes.map((each, i) => normalTensors([each], precision, source.seek(step, names[i] === 'x' ? 0 : 1 + i))[0]);
  const run = new OptimizerRun(optimizer, draw(0));
  const at = names.indexOf('x');
  const place = (): Tensor => scaled([run.parameters[at]], 1)[0];
  const way = [place()];
  for (let step = 1; step <= fill + steps; step++) {
    for (let time = 0; time < times; time++) {
      run.step(draw(step), learningRate, weightDecay);
      way.push(place());
    }
  }
  return way;
}
