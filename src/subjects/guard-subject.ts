import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { posterOf, postsCalls } from '../optimizers/posted-calls.ts';
import { describeCall, SubjectError, type SubjectCall } from './subject-error.ts';

/**
 * The same optimizer, with everything that it throws turned into a `SubjectError` that names
 * the function and the step.
 *
 * @param optimizer a validated optimizer; `this` inside its functions stays the original object
 * @returns an optimizer with the same fields and the same numbers
 */
export function guardSubject(optimizer: Optimizer): Optimizer {
  function guarded<Result>(call: SubjectCall, run: () => Result): Result {
    let result: Result;
    try {
      result = run();
    } catch (thrown) {
      if (thrown instanceof SubjectError) throw thrown;
      const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
      throw new SubjectError('SUBJECT_THROWS', `${optimizer.name} throws in ${describeCall(call)}: ${what}`, call, thrown);
    }
    if (isThenable(result)) {
      result.then(undefined, () => {});
      throw new ConfigurationError(
        'SUBJECT_ASYNC',
        `${optimizer.name}: ${call.function} returned a promise; init and update must do their work before they return`,
        'remove "async" from it, and load what it needs while the module is imported',
      );
    }
    return result;
  }

  const { name, hyperparameters, contract, elementwise, microBatches, precision, selective, compiles, notes } = optimizer;
  const { copyState, drives } = optimizer;
  const update: Optimizer['update'] = (arguments_) =>
    guarded({ function: 'update', step: arguments_.step }, () => optimizer.update(arguments_));
  // Another process says itself where something was thrown.
  const post = posterOf(optimizer.update);
  if (post !== undefined) postsCalls(update, post);
  return {
    name,
    ...(hyperparameters !== undefined && { hyperparameters }),
    ...(contract !== undefined && { contract }),
    ...(elementwise !== undefined && { elementwise }),
    ...(microBatches !== undefined && { microBatches }),
    ...(precision !== undefined && { precision }),
    ...(selective !== undefined && { selective }),
    ...(compiles !== undefined && { compiles }),
    ...(notes !== undefined && { notes }),
    ...(drives !== undefined && { drives, remarks: (state: unknown) => optimizer.remarks?.(state) ?? [] }),
    ...(copyState !== undefined && { copyState: (state: unknown) => copyState.call(optimizer, state) as unknown }),
    init: (arguments_) => guarded({ function: 'init', step: 0 }, () => optimizer.init(arguments_)),
    update,
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
