import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { eachApart } from './each-apart.ts';
import { areSameFactors, placeFactors } from './place-factors.ts';
import { probeShapes } from './probe-problem.ts';
import { ruleOf } from './rule-of.ts';

const places = Array.from(probeShapes.keys());

/** More tensors, and the same in another order. */
const many: readonly (readonly number[])[] = [[3, 2], [2, 2], [5], [4, 3], [4]];
const [forward, backward] = [many, [...many].reverse()];

/** What there is to say of rates that go by the distance from the last tensor of a list. */
export interface RatesFromEnd {
  readonly finding?: Diagnosis;
}

/**
 * Whether the last tensor has the rate that it has alone, the first one another, and a list without the first one the same factors: what
 * leaks in a loop that goes forward leaves the first tensor alone. In a loop that goes backward it does not, and is known by what it goes by: an
 * option that does something else as well, the rate, or the shapes of the tensors that come before in the loop. Layer-wise rates are powers of one
 * constant, of each distance or of pairs of tensors, or one for all but the head.
 */
export function ratesFromEnd(optimizer: Optimizer, factors: readonly number[]): RatesFromEnd | undefined {
  if (!areSameFactors(optimizer, factors.slice(-1), [1]) || areSameFactors(optimizer, factors.slice(0, 1), [1])) return undefined;
  const found = placeFactors(optimizer, { among: places.slice(1) });
  if (found === undefined || !areSameFactors(optimizer, found, factors.slice(1))) return undefined;
  const by = leak(optimizer, factors);
  if (by !== undefined) {
    const sentence = `the rate is multiplied by a function of ${by} from the last tensor of the list to the first: what is meant for one tensor goes on to the next`;
    return { finding: { cause: 'tensors-influence-each-other', sentence } };
  }
  const doubt = unusual(optimizer);
  if (doubt === undefined) return {};
  const sentence = `the rate of a tensor goes by its distance from the last one, which no option sets: ${doubt.sentence}`;
  return { finding: { cause: doubt.cause, sentence } };
}

/** By what factors go that no layer-wise rate goes by. */
function leak(optimizer: Optimizer, factors: readonly number[]): string | undefined {
  const differ = (others: readonly number[] | undefined, from = factors): boolean =>
    others !== undefined && !areSameFactors(optimizer, others, from);
  const option = Object.keys(optimizer.hyperparameters ?? {}).find((name) =>
    varied(optimizer, name).some((other) => differ(factorsOf(other))),
  );
  if (option !== undefined) return option;
  if (differ(placeFactors(optimizer, { learningRate: 2 ** -4 }))) return 'the learning rate';
  const [one, other] = [forward, backward].map((shapes) => placeFactors(optimizer, { shapes }));
  return one !== undefined && differ(other, one) ? 'the shape of a tensor' : undefined;
}

function factorsOf(optimizer: Optimizer): readonly number[] | undefined {
  try {
    return placeFactors(optimizer);
  } catch {
    // A value that it refuses tells nothing.
    return undefined;
  }
}

function varied(optimizer: Optimizer, name: string): Optimizer[] {
  const { hyperparameters = {} } = optimizer;
  const value = hyperparameters[name];
  return [value / 2, 2 * value].map((other) => ({ ...optimizer, hyperparameters: { ...hyperparameters, [name]: other } }));
}

/** Why factors are not those of layer-wise rates. */
function unusual(optimizer: Optimizer): Diagnosis | undefined {
  const factors = placeFactors(optimizer, { shapes: forward });
  if (factors === undefined) return { cause: 'unexplained', sentence: 'it is no factor of the rate in a longer list' };
  const areAlike = (a: readonly number[], b: readonly number[]): boolean => areSameFactors(optimizer, a, b);
  const others = factors.slice(0, -1);
  // A head that has a rate of its own.
  const isOfHead = areAlike(
    others,
    others.map(() => factors[0]),
  );
  if (isOfHead) return undefined;
  const falls = factors.slice(1).map((factor, i) => factors[i] / factor);
  const fall = Math.min(...falls);
  const isConstant = [1, 2].some((pairs) =>
    [0, 1].some((first) => falls.every((each, i) => areAlike([each], [(i + first) % pairs === 0 ? fall : 1]))),
  );
  if (!isConstant) return { cause: 'unexplained', sentence: 'it falls by no constant' };
  if (!isCoefficient(optimizer, fall)) return undefined;
  const sentence = `it falls by ${Number(fall.toPrecision(4))}, which is a coefficient of the rule as well and may leak from tensor to tensor`;
  return { cause: 'ambiguous', sentence };
}

/** Whether a tensor that is alone keeps as much of a moment. */
function isCoefficient(optimizer: Optimizer, fall: number): boolean {
  const { response, core } = ruleOf(eachApart(optimizer, 'alone') as Optimizer, 0);
  return [response.momentumCoefficient, core?.beta1, core?.beta2].some((value) => Math.abs((value ?? 0) - fall) <= 1e-6);
}
