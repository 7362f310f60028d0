import type { Contract, Optimizer } from '../../src/optimizers/optimizer.ts';

/** Names that say nothing, in another order than the options were written. */
const nameOf = (index: number, count: number): string => `q${count - index}`;

/** The same optimizer with names of options that say nothing, in its contract too: no verdict may change. */
export function renameOptions(optimizer: Optimizer): Optimizer {
  const { hyperparameters = {}, contract } = optimizer;
  const options = Object.keys(hyperparameters);
  const renamed = new Map(options.map((option, index) => [option, nameOf(index, options.length)]));
  const rename = <Value>(values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [renamed.get(key) ?? key, value]));
  const restore = (values: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(options.map((option) => [option, values[renamed.get(option)!]]));
  return {
    ...optimizer,
    hyperparameters: rename(hyperparameters),
    ...(contract !== undefined && { contract: renameClaims(contract, rename) }),
    update: (given) => optimizer.update({ ...given, hyperparameters: restore(given.hyperparameters) }),
  };
}

function renameClaims(
  contract: Contract,
  rename: <Value>(values: Readonly<Record<string, Value>>) => Record<string, Value>,
): Contract {
  const { symmetry, roles, rateReference } = contract;
  return {
    ...contract,
    ...(symmetry !== undefined && { symmetry: rename(symmetry) as unknown as NonNullable<Contract['symmetry']> }),
    ...(roles !== undefined && { roles: rename(roles) }),
    ...(rateReference !== undefined && { rateReference: Object.keys(rename({ [rateReference]: 0 }))[0] }),
  };
}
