import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { CallMarks } from './call-monitor.ts';
import { describeCall, SubjectError, type SubjectCall } from './subject-error.ts';

/** Between two looks at the memory that typed arrays take; a look costs as much as a hundred small updates. */
const callsPerLook = 64;

/** What the guard does besides passing calls on. */
export interface GuardOptions {
  readonly marks: CallMarks;
  /** Bytes of typed arrays, which no heap limit covers, at which the subject is stopped. */
  readonly arrayLimit?: number;
}

/**
 * The same optimizer, with every call marked for the watchdog and everything it throws turned into a `SubjectError` that names
 * the function and the step.
 *
 * @param optimizer a validated optimizer; `this` inside its functions stays the original object
 * @returns an optimizer with the same fields and the same numbers
 */
export function guardSubject(optimizer: Optimizer, { marks, arrayLimit = Infinity }: GuardOptions): Optimizer {
  let count = 0;

  function guarded<Result>(call: SubjectCall, run: () => Result): Result {
    if (count++ % callsPerLook === 0 && arrayLimit < Infinity && process.memoryUsage().arrayBuffers > arrayLimit) {
      const limit = Math.round(arrayLimit / 2 ** 20);
      throw new SubjectError(
        'SUBJECT_OUT_OF_MEMORY',
        `${optimizer.name} keeps more than ${limit} MB of typed arrays (seen in ${describeCall(call)})\n` +
          '  the likely cause is a state that grows at every step',
        call,
      );
    }
    let result: Result;
    marks.enter(call);
    try {
      result = run();
    } catch (thrown) {
      if (thrown instanceof SubjectError) throw thrown;
      const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
      throw new SubjectError('SUBJECT_THROWS', `${optimizer.name} throws in ${describeCall(call)}: ${what}`, call, thrown);
    } finally {
      marks.leave();
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

  const { name, hyperparameters, contract, elementwise, microBatches, precision, selective, notes, copyState } = optimizer;
  return {
    name,
    ...(hyperparameters !== undefined && { hyperparameters }),
    ...(contract !== undefined && { contract }),
    ...(elementwise !== undefined && { elementwise }),
    ...(microBatches !== undefined && { microBatches }),
    ...(precision !== undefined && { precision }),
    ...(selective !== undefined && { selective }),
    ...(notes !== undefined && { notes }),
    ...(copyState !== undefined && { copyState: (state: unknown) => copyState.call(optimizer, state) as unknown }),
    init: (arguments_) => guarded({ function: 'init', step: 0 }, () => optimizer.init(arguments_)),
    update: (arguments_) => guarded({ function: 'update', step: arguments_.step }, () => optimizer.update(arguments_)),
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
