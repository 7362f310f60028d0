import { OptimizerRun } from '../../src/dynamics/optimizer-run.ts';
import { distance, norm, normalTensors } from '../../src/inference/probe-problem.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { stream } from '../../src/random/stream.ts';
import { decayMutations } from './decay-mutations.ts';
import { gradientMutations } from './gradient-mutations.ts';
import type { Mutation } from './mutation.ts';
import { rateMutations } from './rate-mutations.ts';
import { stateMutations } from './state-mutations.ts';

/** A built-in optimizer with a mistake around it. */
export interface Mutant {
  readonly name: string;
  readonly mutation: Mutation;
  /** Whether the contract of the original is left to it. */
  readonly claims: boolean;
  /** Makes it anew: some mistakes are of what instances share. */
  make(): Optimizer;
}

/** What every family can be done. */
export const mutations: readonly Mutation[] = [...rateMutations, ...decayMutations, ...gradientMutations, ...stateMutations];

/** Every composition of a built-in optimizer and a mistake that behaves otherwise than the optimizer. */
export function mutants(): Mutant[] {
  return optimizers.flatMap((original) =>
    mutations.flatMap((mutation): Mutant[] => {
      if (mutation.mutate(original) === undefined || !differs(original, mutation)) return [];
      const claims = mutation.needsContract === true;
      const { exempt } = original.contract ?? {};
      const contract = claims ? original.contract : exempt && { exempt };
      const name = `${original.name}: ${mutation.name}`;
      return [{ name, mutation, claims, make: () => ({ ...mutation.mutate(original)!, name, contract }) }];
    }),
  );
}

const shapes = [[3, 2], [4]];
const steps = 30;

/** Whether a mutant goes another way, by more than rounding, or treats what it is given otherwise. */
function differs(original: Optimizer, mutation: Mutation): boolean {
  return [{}, { beta: true }].some((setting) => {
    const [one, other] = [original, mutation.mutate(original)!].map((optimizer) => follow(optimizer, 'beta' in setting));
    return one.some((value, i) => !(Math.abs(value - other[i]) <= 1e-9 * Math.abs(value)));
  });
}

/** Norms along a run under a schedule, with gradients that rest now and then, after another instance was at work. */
function follow(optimizer: Optimizer, changes: boolean): number[] {
  const source = stream('mutants');
  const precision = optimizer.precision ?? 'float64';
  const start = normalTensors(shapes, precision, source.seek(0, 0));
  const twin = new OptimizerRun(optimizer, start);
  let run = new OptimizerRun(optimizer, start);
  const seen: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const g = normalTensors(shapes, precision, source.seek(1, step));
    if (step % 4 === 0) g[0].data[0] = 0;
    const given = g.map(({ data }) => data.slice());
    twin.call(normalTensors(shapes, precision, source.seek(2, step)), 0.01, 0.1);
    if (step === 12) run = run.fork(changes ? halved(run.hyperparameters) : {});
    run.call(g, 0.02 * (1 + (step % 5)), 0.1 * (1 + (step % 3)));
    const changed = g.reduce((sum, { data, shape }, i) => sum + distance({ data, shape }, { data: given[i], shape }), 0);
    seen.push(...run.parameters.map(norm), changed);
  }
  const narrow = normalTensors(shapes, 'float32', source.seek(0, 0));
  if (optimizer.precision !== undefined) return seen;
  const short = new OptimizerRun(optimizer, narrow);
  short.call(normalTensors(shapes, 'float32', source.seek(1, 1)), 0.1, 0.1);
  return [...seen, ...short.parameters.map(norm)];
}

/** Other values of every option: numbers of one or more are left alone. */
function halved(hyperparameters: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(hyperparameters).map(([name, value]) => [name, value < 1 ? value / 2 : value]));
}
