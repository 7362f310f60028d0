import { powerOfTwo } from '../arithmetic/elementary.ts';
import type { Precision } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Note } from './cause.ts';
import { isCompensated } from './compensated.ts';
import { inferRateLimits } from './rate-limits.ts';

/** How an optimizer is meant to be used, where that is not at every rate and in every number format: laws keep to it. */
export interface Use {
  /** Options that limit the rate, at values at which they do not act. */
  readonly beyond?: Readonly<Record<string, number>>;
  /** The number format of its weights. */
  readonly precision?: Precision;
  readonly notes: readonly Note[];
}

/** Measures how an optimizer is meant to be used; `undefined`: in every way. */
export function inferUse(optimizer: Optimizer): Use | undefined {
  const { caps, floors } = inferRateLimits(optimizer);
  // What a contract gives an exponent is rescaled as the rate is.
  const isFree = (name: string): boolean => optimizer.contract?.symmetry?.[name] === undefined;
  const limits = [
    ...caps.map((name) => [name, powerOfTwo(60), 'largest'] as const),
    ...floors.map((name) => [name, 0, 'least'] as const),
  ].filter(([name]) => isFree(name));
  const precision = isCompensated(optimizer) ? 'float32' : undefined;
  if (limits.length === 0 && precision === undefined) return undefined;
  return {
    ...(limits.length > 0 && { beyond: Object.fromEntries(limits.map(([name, value]) => [name, value])) }),
    ...(precision !== undefined && { precision }),
    notes: [
      ...limits.map(([name, , which]): Note => ({
        kind: 'unusual',
        cause: 'rate-limited-by-option',
        sentence: `${name} is the ${which} learning rate that acts: everything else was asked without it`,
        value: optimizer.hyperparameters![name],
      })),
      ...(precision === undefined
        ? []
        : [
            {
              kind: 'unusual',
              cause: 'number-format',
              sentence:
                'weights are rounded to float32, and what that takes away is kept in the state and comes back: they are float32',
            } as const,
          ]),
    ],
  };
}

/** The optimizer as it is meant to be used. */
export function inUse(optimizer: Optimizer, use: Use | undefined): Optimizer {
  if (use === undefined) return optimizer;
  const { beyond, precision } = use;
  const kept = precision === undefined ? optimizer : { ...optimizer, precision };
  if (beyond === undefined) return kept;
  const { hyperparameters = {} } = optimizer;
  return {
    ...kept,
    hyperparameters: Object.fromEntries(Object.entries(hyperparameters).filter(([name]) => !(name in beyond))),
    update: (arguments_) => optimizer.update({ ...arguments_, hyperparameters: { ...arguments_.hyperparameters, ...beyond } }),
  };
}
