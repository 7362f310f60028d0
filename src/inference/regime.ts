import { powerOfTwo } from '../arithmetic/elementary.ts';
import type { Optimizer, SymmetryExponents } from '../optimizers/optimizer.ts';
import { tolerance } from './measuring-precision.ts';
import { scaled } from './probe-problem.ts';

/**
 * Conditions under which a rule is asked for its symmetry where it has none as it is: gradients so large that small constants
 * vanish beside them, or so small that nothing is clipped; options that act like an epsilon set to almost nothing; the first steps
 * left to fill the state.
 */
export interface Regime {
  /** Gradients are multiplied by 2^size. */
  readonly size: number;
  /** Options that are made negligible. */
  readonly vanishing: readonly string[];
  /** First calls after which the parameters are put back where they were. */
  readonly skip: number;
}

/** The rule as it is. */
export const ordinary: Regime = { size: 0, vanishing: [], skip: 0 };

/** Whether a regime changes anything. */
export function isOrdinary({ size, vanishing, skip }: Regime): boolean {
  return size === 0 && vanishing.length === 0 && skip === 0;
}

/** Deviation that a regime allows: what is left of a constant that it makes small. */
export function regimeTolerance(optimizer: Optimizer, regime: Regime): number {
  return regime.size <= 0 ? 0 : tolerance(optimizer, 1e-9, 1e-3);
}

/**
 * The optimizer under a regime, trained on the loss that belongs to it: gradients k = 2^size times as large at η/k^d and λk^e.
 *
 * @param degree d of the step in the gradient: 1 for SGD, 0 for Adam
 * @param exponents b of λ gives e = max(0, −b − 1)
 */
export function inRegime(
  optimizer: Optimizer,
  { size, vanishing, skip }: Regime,
  degree: number,
  exponents: SymmetryExponents,
): Optimizer {
  const k = powerOfTwo(size);
  const rate = powerOfTwo(-size * degree);
  const decay = powerOfTwo(size * Math.max(0, -exponents.weightDecay - 1));
  const { hyperparameters = {}, microBatches = 1 } = optimizer;
  return {
    ...optimizer,
    hyperparameters: { ...hyperparameters, ...negligibleOptions(optimizer, vanishing) },
    init: (arguments_) => optimizer.init(arguments_),
    update: (arguments_) => {
      const { parameters, step } = arguments_;
      const before = step <= skip * microBatches ? scaled(parameters, 1) : undefined;
      optimizer.update({
        ...arguments_,
        gradients: size === 0 ? arguments_.gradients : scaled(arguments_.gradients, k),
        learningRate: arguments_.learningRate * rate,
        weightDecay: arguments_.weightDecay * decay,
      });
      before?.forEach(({ data }, i) => parameters[i].data.set(data));
    },
  };
}

/** Options at values that are nothing beside any gradient. */
export function negligibleOptions(optimizer: Optimizer, names: readonly string[]): Record<string, number> {
  const negligible = powerOfTwo(tolerance(optimizer, -200, -60));
  return Object.fromEntries(names.map((name) => [name, optimizer.hyperparameters![name] * negligible]));
}
