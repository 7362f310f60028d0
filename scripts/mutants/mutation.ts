import type { CauseId } from '../../src/inference/cause.ts';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';
import { copyState } from '../../src/optimizers/copy-state.ts';

/** A mistake that can be made around any optimizer. */
export interface Mutation {
  readonly name: string;
  /** Any of which names it: the mistake itself, and what cannot be told from it. */
  readonly causes: readonly CauseId[];
  /** Whether nothing is wrong with the result unless a contract says what was meant. */
  readonly needsContract?: boolean;
  /** `undefined`: the optimizer has no room for it. */
  mutate(optimizer: Optimizer): Optimizer | undefined;
  /** A published rule that makes the same moves in some hosts: there nothing is a mistake. That it does is measured. */
  readonly design?: Design;
}

/** A published rule that may be the same as a host with a mistake. */
export interface Design {
  /** What it is, and where it comes from. */
  readonly name: string;
  /** `undefined`: not of this host. */
  make(optimizer: Optimizer): Optimizer | undefined;
}

/** What a call is given, but for the state of the optimizer inside. */
export type Given = Omit<UpdateArguments<unknown>, 'state'>;

/** Numbers that a mutation keeps in the state, beside that of the optimizer inside. */
export interface Memory {
  [name: string]: number | number[][] | undefined;
}

interface Wrapped {
  inner: unknown;
  memory: Memory;
}

/**
 * An optimizer around another one.
 *
 * @param call what is done in the place of a call; it calls `update`, or does not
 */
export function around(
  optimizer: Optimizer,
  call: (given: Given, memory: Memory, update: (changed?: Partial<Given>) => void) => void,
): Optimizer<Wrapped> {
  const { init: _, update: __, copyState: ___, ...rest } = optimizer;
  return {
    ...rest,
    init: (given) => ({ inner: optimizer.init(given), memory: {} }),
    copyState: ({ inner, memory }) => ({ inner: copyState(optimizer, inner), memory: structuredClone(memory) }),
    update({ state, ...given }) {
      call(given, state.memory, (changed) => optimizer.update({ ...given, ...changed, state: state.inner }));
    },
  };
}

/** An optimizer that is given other arguments. */
export function given(
  name: string,
  causes: readonly CauseId[],
  change: (given: Given, memory: Memory) => Partial<Given>,
  more: Pick<Mutation, 'needsContract' | 'design'> = {},
): Mutation {
  return {
    name,
    causes,
    ...more,
    mutate: (optimizer) => around(optimizer, (arguments_, memory, update) => update(change(arguments_, memory))),
  };
}

/** The gradients with entries changed. */
export function changed(
  { gradients }: Pick<Given, 'gradients'>,
  entry: (x: number, tensor: number, position: number, data: ArrayLike<number>) => number,
): Given['gradients'] {
  return gradients.map(({ data, shape }, tensor) => ({
    data: data.map((x, position) => entry(x, tensor, position, data)) as typeof data,
    shape,
  }));
}
