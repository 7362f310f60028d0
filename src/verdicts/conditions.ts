import type { Tensor } from '../arithmetic/tensor.ts';
import { runArms } from '../experiments/run-arms.ts';
import { innerProducts, unitNames } from '../metrics/groups.ts';
import { zeros } from '../arithmetic/tensor.ts';
import { stream } from '../random/stream.ts';
import type { Claim, Trial } from './claim.ts';
import type { Decision } from './decide.ts';

/** Gradients that are drawn to see whether a unit has one. */
const DRAWS = 16;
/** Squared norms outside of this range lose digits to underflow and overflow of products. */
const RANGE: Readonly<Record<string, readonly [number, number]>> = { float32: [1e-24, 1e24], float64: [1e-200, 1e200] };

/**
 * Why replicas are not what the claim is about, if so: a unit without gradient, whose weights decay for ever, or weights so small or
 * large that arithmetic fails. The first replica is looked at, and the one that is furthest off.
 *
 * @returns a sentence; `undefined` also where an engine keeps no parameters
 */
export async function conditionProblem(
  trial: Trial,
  phase: string,
  claim: Claim,
  { values, quantities }: Decision,
): Promise<string | undefined> {
  // Where arms differ in how often they diverge, that is the effect and no condition of it.
  const diverging = quantities.some(({ metric, verdict }) => metric === 'divergence' && verdict === 'refuted');
  const arms = claim.arms(1).map((arm) => ({ ...arm, snapshots: 1 }));
  const sizes = (values.find((each) => each.length > 0) ?? []).map((value) => (Number.isFinite(value) ? Math.abs(value) : -1));
  const furthest = Math.max(0, sizes.indexOf(Math.max(...sizes)));
  for (const replica of new Set([0, furthest])) {
    const { readings } = await runArms(trial, phase, arms, claim.metrics, { first: replica, count: 1 });
    for (const { snapshots } of readings[0]) {
      const last = snapshots.at(-1);
      if (last === undefined || (diverging && !isFinite(last))) continue;
      const problem = unitProblem(trial, last);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

/** Whether every number is one. */
export function isFinite(parameters: readonly Tensor[]): boolean {
  return parameters.every(({ data }) => data.every((w) => Number.isFinite(w)));
}

/** Why the training of a replica that has come here is not what a claim is about, if so. */
export function unitProblem(
  { objective, seed }: Pick<Trial, 'objective' | 'seed'>,
  parameters: readonly Tensor[],
): string | undefined {
  const precision = parameters[0].data instanceof Float32Array ? 'float32' : 'float64';
  const names = unitNames(objective.groups);
  const [smallest, largest] = RANGE[precision];
  const norms = innerProducts(objective.groups, parameters, parameters);
  const extreme = norms.findIndex((square) => !(square > smallest && square < largest));
  if (extreme >= 0)
    return `the norm of ${names[extreme]} is ${Math.sqrt(norms[extreme]).toPrecision(2)}: no arithmetic in ${precision} can be trusted there`;

  const instance = objective.instantiate(precision);
  const source = stream(seed, 'conditions');
  const moments = new Float64Array(norms.length);
  for (let draw = 0; draw < DRAWS; draw++) {
    const gradients = objective.parameters.map(({ shape }) => zeros(shape, precision));
    instance.gradient(parameters, gradients, source.seek(0, draw));
    innerProducts(objective.groups, gradients, gradients).forEach((square, unit) => (moments[unit] += square));
  }
  const dead = names.filter((_, unit) => moments[unit] === 0);
  return dead.length === 0
    ? undefined
    : `${dead.slice(0, 3).join(', ')}${dead.length > 3 ? ` and ${dead.length - 3} more` : ''} had no gradient in ${DRAWS} mini-batches: dead units decay for ever and have no equilibrium`;
}
