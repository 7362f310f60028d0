import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Tensor } from '../arithmetic/tensor.ts';
import type { Contract } from '../optimizers/optimizer.ts';
import { applyTo, settable, type TfOptimizerDefinition, type TfOptimizerFactory } from './adapt-optimizer.ts';
import { disposeFields, restoreFields, saveFields } from './optimizer-fields.ts';
import { isTfOptimizer, type TensorFlow, type TfOptimizer } from './tensorflow.ts';

/** What a module may export beside its optimizer. */
interface Exports {
  readonly default?: unknown;
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly contract?: Contract;
}

const forms = 'export default a class derived from tf.Optimizer, a function (learningRate) => tf.Optimizer, or an instance';

/**
 * The optimizer of TensorFlow.js that a module exports by default: a class or function, called with the learning rate and with the
 * hyperparameters that the module exports under that name, or an instance.
 *
 * @param namespace of the module
 * @param source what the module is called in errors
 * @throws ConfigurationError `INVALID_OPTIMIZER`, or `SUBJECT_STATE_NOT_PLAIN` where its state cannot be copied
 */
export function exportedOptimizer(namespace: unknown, source: string, tf: TensorFlow): TfOptimizerDefinition {
  const { default: exported, hyperparameters = {}, contract } = unwrap(namespace);
  const create = factory(exported, source, tf);
  const sample = create(0.1, hyperparameters);
  if (!isTfOptimizer(sample))
    throw new ConfigurationError(
      'INVALID_OPTIMIZER',
      `${source} makes ${typeof sample}, not an optimizer of TensorFlow.js`,
      forms,
    );
  disposeFields(sample);
  requireVisibleState(create, hyperparameters, source, tf);
  const { className } = sample.constructor as { className?: unknown };
  return {
    name: typeof className === 'string' ? className : sample.constructor.name || source,
    create,
    hyperparameters,
    ...(contract !== undefined && { contract }),
  };
}

/** A transpiled module may wrap its namespace once more. */
function unwrap(namespace: unknown): Exports {
  const outer = namespace as Exports;
  const inner = outer?.default as Exports | undefined;
  return typeof inner === 'object' && inner !== null && 'default' in inner && !isTfOptimizer(inner) ? inner : (outer ?? {});
}

function factory(exported: unknown, source: string, tf: TensorFlow): TfOptimizerFactory {
  if (typeof exported === 'function') {
    if (isTfOptimizer((exported as { prototype?: unknown }).prototype)) {
      const Class = exported as new (...values: unknown[]) => TfOptimizer;
      return (learningRate, hyperparameters) => new Class(learningRate, hyperparameters);
    }
    return exported as TfOptimizerFactory;
  }
  if (!isTfOptimizer(exported))
    throw new ConfigurationError('INVALID_OPTIMIZER', `${source} exports no optimizer of TensorFlow.js`, forms);
  if (!settable(exported, 'learningRate')) {
    const problem = `${source} exports an instance whose learning rate cannot be set: it has neither setLearningRate nor learningRate`;
    throw new ConfigurationError('INVALID_OPTIMIZER', problem, forms);
  }
  const pristine = saveFields(exported);
  return (learningRate) => {
    disposeFields(exported);
    restoreFields(exported, pristine, tf);
    const { setLearningRate } = exported;
    if (setLearningRate !== undefined) setLearningRate.call(exported, learningRate);
    else (exported as { learningRate?: number }).learningRate = learningRate;
    return exported;
  };
}

/**
 * Laws resume runs from copies, so state must lie where it can be copied. Two instances that leave each other alone while they live
 * and do not once their fields are copied keep state in private fields or closures.
 */
function requireVisibleState(
  create: TfOptimizerFactory,
  hyperparameters: Readonly<Record<string, number>>,
  source: string,
  tf: TensorFlow,
): void {
  // An exported instance is made new by its fields, so that there is no other one beside it.
  const [one, two] = [create(0.1, hyperparameters), create(0.1, hyperparameters)];
  const several = one !== two;
  [one, two].forEach(disposeFields);
  const run = (interrupted: boolean): number[] => {
    const parameters: Tensor[] = [{ data: Float32Array.of(1, -2), shape: [2] }];
    const other: Tensor[] = [{ data: Float32Array.of(3, 1), shape: [2] }];
    const step = (optimizer: TfOptimizer, on: Tensor[], g: number): void =>
      applyTo(tf, optimizer, on, [{ data: Float32Array.of(g, 0.5 * g), shape: [2] }], [0]);
    const optimizer = create(0.1, hyperparameters);
    step(optimizer, parameters, 1);
    if (interrupted) {
      const saved = saveFields(optimizer);
      disposeFields(optimizer);
      const fresh = create(0.1, hyperparameters);
      disposeFields(fresh);
      restoreFields(fresh, saved, tf);
      step(fresh, parameters, -2);
      disposeFields(fresh);
      return Array.from(parameters[0].data);
    }
    if (several) {
      const neighbour = create(0.1, hyperparameters);
      step(neighbour, other, 5);
      disposeFields(neighbour);
    }
    step(optimizer, parameters, -2);
    disposeFields(optimizer);
    return Array.from(parameters[0].data);
  };
  const [alive, copied] = [run(false), run(true)];
  if (alive.every((value, i) => Object.is(value, copied[i]))) return;
  throw new ConfigurationError(
    'SUBJECT_STATE_NOT_PLAIN',
    `${source}: an instance that gets the fields of another one does not go on as that one would`,
    'laws resume a run from a copy: keep state in ordinary fields (tensors, arrays, maps, numbers), not in private #fields or closures',
  );
}
