import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { nearestName } from '../arithmetic/nearest-name.ts';
import type { TfOptimizerDefinition } from './adapt-optimizer.ts';
import type { TensorFlow } from './tensorflow.ts';

/** A constructor of `tf.train`: what it takes after the learning rate, in this order, with the defaults. */
interface Constructor {
  readonly options: Readonly<Record<string, number | boolean>>;
  readonly notes?: readonly string[];
}

/** Where TensorFlow.js leaves it to the back end, epsilon is 1e-7, and 1e-4 only on devices without float32. */
const epsilon = 1e-7;

const constructors: Readonly<Record<string, Constructor>> = {
  sgd: { options: {} },
  momentum: { options: { momentum: 0.9, useNesterov: false } },
  adagrad: {
    options: { initialAccumulatorValue: 0.1 },
    notes: ['its epsilon of 1e-7 is a constant: it cannot be rescaled with the gradients'],
  },
  adadelta: {
    options: { rho: 0.95, epsilon },
    notes: [
      'it divides by the gradients before this step, so that both its averages stay equal and it steps by ηg, as SGD does: rho and epsilon change nothing',
    ],
  },
  adam: { options: { beta1: 0.9, beta2: 0.999, epsilon } },
  adamax: { options: { beta1: 0.9, beta2: 0.999, epsilon, decay: 0 } },
  rmsprop: { options: { decay: 0.9, momentum: 0, epsilon, centered: false } },
};

/** The names of the optimizers in `tf.train`. */
export const trainOptimizerNames: readonly string[] = Object.keys(constructors);

/**
 * An optimizer of `tf.train` by name.
 *
 * @param name `sgd`, `momentum`, `adagrad`, `adadelta`, `adam`, `adamax` or `rmsprop`
 * @param given options other than the defaults, as text; switches are true or false
 * @throws ConfigurationError `UNKNOWN_OPTIMIZER`, `UNKNOWN_HYPERPARAMETER`, `INVALID_HYPERPARAMETER`
 */
export function trainOptimizer(name: string, given: ReadonlyMap<string, string>, tf: TensorFlow): TfOptimizerDefinition {
  const constructor = Object.hasOwn(constructors, name) ? constructors[name] : undefined;
  if (constructor === undefined)
    throw new ConfigurationError('UNKNOWN_OPTIMIZER', `tf.train has no "${name}"`, choice(name, trainOptimizerNames));
  const defaults = constructor.options;
  for (const key of given.keys())
    if (!Object.hasOwn(defaults, key))
      throw new ConfigurationError(
        'UNKNOWN_HYPERPARAMETER',
        `tf.train.${name} has no option "${key}"`,
        choice(key, ['backend', ...Object.keys(defaults)]),
      );
  const options = Object.entries(defaults).map(([key, value]) => [key, parse(name, key, given.get(key), value)] as const);
  const hyperparameters = Object.fromEntries(
    options.filter((option): option is [string, number] => typeof option[1] === 'number'),
  );
  return {
    name: `tfjs:${name}`,
    hyperparameters,
    create: (learningRate, values) => tf.train[name](learningRate, ...options.map(([key, value]) => values[key] ?? value)),
    ...(constructor.notes !== undefined && { notes: constructor.notes }),
  };
}

function parse(name: string, key: string, text: string | undefined, value: number | boolean): number | boolean {
  if (text === undefined) return value;
  if (typeof value === 'boolean') {
    if (/^(true|1)$/.test(text)) return true;
    if (/^(false|0)$/.test(text)) return false;
  } else if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  throw new ConfigurationError(
    'INVALID_HYPERPARAMETER',
    `tf.train.${name} got ${key}="${text}", which is not ${typeof value === 'boolean' ? 'true or false' : 'a finite number'}`,
    `its default is ${key}=${value}`,
  );
}

function choice(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return `${nearest === undefined ? '' : `did you mean "${nearest}"? `}there are: ${known.join(', ')}`;
}
