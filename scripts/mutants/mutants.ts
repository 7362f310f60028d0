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

/** Where a mistake is none: the host with it makes the moves of a published rule. */
export interface Twin {
  readonly name: string;
  readonly design: string;
}

/** Every composition of a built-in optimizer and a mistake that behaves otherwise than the optimizer, and than any published rule. */
export const mutants = (): readonly Mutant[] => compositions().mutants;

/** Compositions that behave otherwise than the optimizer, and as a published rule does. */
export const twins = (): readonly Twin[] => compositions().twins;

let composed: { readonly mutants: readonly Mutant[]; readonly twins: readonly Twin[] } | undefined;

function compositions(): NonNullable<typeof composed> {
  if (composed !== undefined) return composed;
  const found: { mutants: Mutant[]; twins: Twin[] } = { mutants: [], twins: [] };
  for (const original of optimizers) {
    const own = trail(original);
    for (const mutation of mutations) {
      const mutant = mutation.mutate(original);
      if (mutant === undefined) continue;
      const trailed = trail(mutant);
      if (agree(own, trailed, 1e-9)) continue;
      const name = `${original.name}: ${mutation.name}`;
      const claims = mutation.needsContract === true;
      const design = mutation.design?.make(original);
      if (design !== undefined && !claims && agree(trail(design), trailed, 1e-6)) {
        found.twins.push({ name, design: mutation.design!.name });
        continue;
      }
      const { exempt } = original.contract ?? {};
      const contract = claims ? original.contract : exempt && { exempt };
      found.mutants.push({ name, mutation, claims, make: () => ({ ...mutation.mutate(original)!, name, contract }) });
    }
  }
  return (composed = found);
}

const shapes = [[3, 2], [4]];
const steps = 30;

/** What an optimizer does, in numbers, with its options as they are and changed on the way. */
const trail = (optimizer: Optimizer): number[] => [false, true].flatMap((changes) => follow(optimizer, changes));

/** Whether nothing differs by more than a share of itself. */
const agree = (one: readonly number[], other: readonly number[], share: number): boolean =>
  one.every((value, i) => Math.abs(value - other[i]) <= share * Math.abs(value));

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
