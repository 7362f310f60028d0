import { powerOfTwo } from '../arithmetic/elementary.ts';
import type { Precision } from '../arithmetic/tensor.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { withoutDelay } from './at-once.ts';
import type { Note } from './cause.ts';
import { isCompensated } from './compensated.ts';
import { inferDelay, type Delay } from './delayed-gradients.ts';
import type { Explanations } from './explanations.ts';
import { takes } from './options.ts';
import { inferRateLimits, type RateLimits } from './rate-limits.ts';

/** How an optimizer is meant to be used, where that is not at every rate and in every number format: laws keep to it. */
export interface Use {
  /** Options that limit the rate, or say how long gradients wait, at values at which they do not act. */
  readonly beyond?: Readonly<Record<string, number>>;
  /** Options that limit the rate and do something besides, at values at which ordinary rates are inside of the limit. */
  readonly raised?: Readonly<Record<string, number>>;
  /** The least and the largest rate that acts as itself, where options say so that do something besides. */
  readonly rates?: { readonly least: number; readonly largest: number };
  /** The number format of its weights. */
  readonly precision?: Precision;
  readonly delay?: Delay;
  readonly notes: readonly Note[];
}

/** Measures how an optimizer is meant to be used; `undefined`: in every way. */
export function inferUse(optimizer: Optimizer, explanations: Explanations = {}): Use | undefined {
  const delay = inferDelay(optimizer, explanations);
  if (delay !== undefined) return inferLateUse(optimizer, delay, explanations);
  const { caps, floors, acting } = inferRateLimits(optimizer);
  // What a contract gives an exponent is rescaled as the rate is.
  const isFree = (name: string): boolean => optimizer.contract?.symmetry?.[name] === undefined;
  const limits = [
    ...caps.map((name) => [name, powerOfTwo(60), 'largest'] as const),
    ...floors.map((name) => [name, 0, 'least'] as const),
  ].filter(([name]) => isFree(name));
  const precision = isCompensated(optimizer) ? 'float32' : undefined;
  const raised = raisedCaps(optimizer, acting.caps);
  const asked = { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, ...raised } };
  const rates = ratesBetween(asked, acting);
  if (limits.length === 0 && precision === undefined && rates === undefined) return undefined;
  return {
    ...(limits.length > 0 && { beyond: Object.fromEntries(limits.map(([name, value]) => [name, value])) }),
    ...(precision !== undefined && { precision }),
    ...(raised !== undefined && { raised }),
    ...(rates !== undefined && { rates }),
    notes: [
      ...limits.map(([name, , which]): Note => ({
        kind: 'unusual',
        cause: 'rate-limited-by-option',
        sentence: `${name} is the ${which} learning rate that acts: everything else was asked without it`,
        value: optimizer.hyperparameters![name],
      })),
      ...actingNotes(optimizer, acting),
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

/** That of a rule whose gradients wait, which is asked as if they acted at once. */
function inferLateUse(optimizer: Optimizer, delay: Delay, explanations: Explanations): Use {
  const { calls, option } = delay;
  const waiting = option === undefined ? {} : { [option]: 0 };
  const { beyond, notes = [], ...rest } = inferUse(inUse(optimizer, { beyond: waiting, delay, notes: [] }), explanations) ?? {};
  const sentence =
    option === undefined
      ? `each gradient acts ${calls === 1 ? 'one call' : `${calls} calls`} late, with its decay, and nothing moves before: everything else was asked as if it acted at once`
      : `${option} is the number of calls that a gradient waits: everything else was asked without it`;
  return {
    ...rest,
    beyond: { ...waiting, ...beyond },
    delay,
    notes: [{ kind: 'unusual', cause: 'gradients-delayed', sentence, value: calls }, ...notes],
  };
}

/** The largest rates at which a rule is measured are less. */
const ordinary = 0.5;

/** Caps below ordinary rates at values above them: the default times a power of two. */
function raisedCaps(optimizer: Optimizer, caps: readonly string[]): Use['raised'] {
  const raised = caps.flatMap((name) => {
    let value = optimizer.hyperparameters![name];
    while (value < ordinary) value *= 2;
    return value > optimizer.hyperparameters![name] && takes(optimizer, name, value) ? [[name, value] as const] : [];
  });
  return raised.length > 0 ? Object.fromEntries(raised) : undefined;
}

/** Between which rates nothing is limited. */
function ratesBetween({ hyperparameters = {} }: Optimizer, { caps, floors }: RateLimits['acting']): Use['rates'] {
  if (caps.length + floors.length === 0) return undefined;
  return {
    least: Math.max(0, ...floors.map((name) => hyperparameters[name])),
    largest: Math.min(Infinity, ...caps.map((name) => hyperparameters[name])),
  };
}

function actingNotes({ hyperparameters = {} }: Optimizer, { caps, floors }: RateLimits['acting']): Note[] {
  const notes = (names: readonly string[], which: string, where: string): Note[] =>
    names.map((name) => ({
      kind: 'unusual',
      cause: 'rate-limited-by-option',
      sentence: `${name} is the ${which} learning rate that acts, and acts ${where} it as well: laws ask rates ${where} it only`,
      value: hyperparameters[name],
    }));
  return [...notes(caps, 'largest', 'below'), ...notes(floors, 'least', 'above')];
}

/** The optimizer as it is meant to be used. */
export function inUse(given: Optimizer, use: Use | undefined): Optimizer {
  if (use === undefined) return given;
  const optimizer = use.delay === undefined ? given : withoutDelay(given, use.delay);
  const { beyond, raised, precision } = use;
  if (beyond === undefined && raised === undefined && precision === undefined) return optimizer;
  const { hyperparameters = {} } = optimizer;
  const kept = {
    ...optimizer,
    ...(precision !== undefined && { precision }),
    ...(raised !== undefined && { hyperparameters: { ...hyperparameters, ...raised } }),
  };
  if (beyond === undefined) return kept;
  return {
    ...kept,
    hyperparameters: Object.fromEntries(Object.entries(kept.hyperparameters ?? {}).filter(([name]) => !(name in beyond))),
    update: (arguments_) => optimizer.update({ ...arguments_, hyperparameters: { ...arguments_.hyperparameters, ...beyond } }),
  };
}
