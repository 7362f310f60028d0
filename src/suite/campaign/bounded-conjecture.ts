import { createContext, Script } from 'node:vm';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { describeThrown } from '../../arithmetic/describe-thrown.ts';
import { WorkerError } from '../../dynamics/workers/worker-error.ts';
import type { Conjecture, Hypothesis } from '../../falsification/conjectures/conjecture.ts';
import { usualHypotheses } from '../../falsification/hypotheses.ts';
import { Interrupted } from '../../falsification/interrupted.ts';
import type { Field } from '../../falsification/space/field.ts';
import { commonFields } from '../../falsification/space/space.ts';
import { OutsideDomain } from '../../laws/law.ts';
import { SubjectError } from '../../subjects/subject-error.ts';

/** How somebody's conjecture is called. */
export interface Bounds {
  /** Its name in errors. */
  readonly reference: string;
  /** Seconds that one call may take before it returns; infinite in a thread that somebody watches. */
  readonly timeLimit: number;
  /** Throws what ends the campaign: the error, unless there is something to be told first. */
  end(error: ConfigurationError): never;
}

/**
 * A conjecture of somebody's own, of which every call returns in time or throws an error that says which function it was. What it has of
 * this package is left as it is. Of promises it bounds what is done before they are returned; the rest is watched from outside.
 *
 * Throws `CONJECTURE_HANGS` and `CONJECTURE_THROWS`.
 */
export function boundedConjecture(conjecture: Conjecture, bounds: Bounds): Conjecture {
  const { levelOf } = conjecture;
  // What has failed once is not called again, though many may have asked by then.
  let failed: ConfigurationError | undefined;
  const own = { ...bounds, end: (error: ConfigurationError): never => bounds.end((failed = error)) };
  const within = <Value>(place: string, call: () => Value): Value =>
    failed === undefined ? calledWithin(own, place, call) : bounds.end(failed);
  return {
    ...conjecture,
    fields: conjecture.fields.map((field) => (commonFields.includes(field) ? field : boundedField(field, within))),
    hypotheses: conjecture.hypotheses.map((hypothesis): Hypothesis =>
      usualHypotheses.includes(hypothesis)
        ? hypothesis
        : {
            ...hypothesis,
            breach: (...given) => within(`the hypothesis "${hypothesis.name}"`, () => hypothesis.breach(...given)),
          },
    ),
    ...(levelOf && { levelOf: (...given) => within('levelOf', () => levelOf.call(conjecture, ...given)) }),
    async stateOf(...given) {
      try {
        return await within('stateOf', () => conjecture.stateOf(...given));
      } catch (thrown) {
        throw isOurs(thrown) ? thrown : throwing(bounds, 'stateOf', thrown);
      }
    },
  };
}

type Within = <Value>(place: string, call: () => Value) => Value;

function boundedField(field: Field, within: Within): Field {
  const place = `the field ${field.path}`;
  const { bounded, arbitrary } = field;
  return {
    ...field,
    arbitrary: new Proxy(arbitrary, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown => within(place, () => value.apply(target, given) as unknown);
      },
    }),
    matters: (setting) => within(place, () => field.matters(setting)),
    ...(bounded && { bounded: (value, setting) => within(place, () => bounded.call(field, value, setting)) }),
    doses: (value) => within(place, () => field.doses(value)),
    words: (value) => within(place, () => field.words(value)),
  };
}

// Only a script has a time limit; what it calls is that of whoever runs it.
const script = new Script('call()');
const context = createContext({ call: undefined }) as { call?: () => unknown };

function calledWithin<Value>(bounds: Bounds, place: string, call: () => Value): Value {
  const { timeLimit, reference, end } = bounds;
  const outer = context.call;
  try {
    if (timeLimit === Infinity) return call();
    context.call = call;
    return script.runInContext(context, { timeout: Math.ceil(1000 * timeLimit) }) as Value;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      end(
        new ConfigurationError(
          'CONJECTURE_HANGS',
          `${reference}: ${place} has not returned for ${timeLimit} s`,
          'look for a loop without an end; if it is slow rather than stuck, --time-limit allows more',
        ),
      );
    }
    if (isOurs(thrown)) throw thrown;
    return end(throwing(bounds, place, thrown));
  } finally {
    context.call = outer;
  }
}

/** What says by itself whose error it is. */
function isOurs(thrown: unknown): boolean {
  return [OutsideDomain, ConfigurationError, SubjectError, WorkerError, Interrupted].some((known) => thrown instanceof known);
}

function throwing({ reference }: Bounds, place: string, thrown: unknown): ConfigurationError {
  return new ConfigurationError(
    'CONJECTURE_THROWS',
    `${reference} throws in ${place}: ${describeThrown(thrown)}`,
    place === 'stateOf'
      ? 'stateOf returns { claim, steps }; for a setting that it says nothing of it throws OutsideDomain'
      : 'it is asked of every setting of the space: try it on the plain one',
  );
}
