import type { Optimizer } from '../optimizers/optimizer.ts';

/** Momentum coefficients by their usual names. */
const momentumName = /^(momentum|mu|beta1?|b1)$/i;

/** Hyperparameters in which 0 and any other ordinary value are legal: the momentum coefficients, by their usual names. */
export function momentumCoefficients({ hyperparameters }: Optimizer): string[] {
  return Object.keys(hyperparameters ?? {}).filter((name) => momentumName.test(name));
}

/** Values that switch on the momentum that is off by default: `{}` where none is. Options of momentum act only beside it. */
export function momentumSwitchedOn(optimizer: Optimizer): Record<string, number> {
  const absent = momentumCoefficients(optimizer).filter((name) => optimizer.hyperparameters![name] === 0);
  return Object.fromEntries(absent.map((name) => [name, 0.5]));
}
