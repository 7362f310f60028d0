/** What came of a call. */
export type Outcome =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly thrown: unknown }
  /** It returned a promise, or something else with a method `then`. */
  | { readonly kind: 'promised' };

/**
 * Calls a function of a module from a job of its own, so that no function of this package is beneath it: a module that behaves well
 * only where it sees a test on the stack finds none.
 *
 * A job that follows a value that is no promise comes next but one; one that follows a promise comes later. That order tells the two
 * apart without a look at the value, which only the language itself takes.
 *
 * @param run a function, already bound
 * @param end called once
 */
export function callAlone(run: () => unknown, end: (outcome: Outcome) => void): void {
  let over = false;
  const finish = (outcome: Outcome): void => {
    if (over) return;
    over = true;
    end(outcome);
  };
  const now = Promise.resolve();
  now.then(run).then(
    (value: unknown) => finish({ kind: 'returned', value }),
    (thrown: unknown) => finish({ kind: 'threw', thrown }),
  );
  // By jobs of promises alone, which Node numbers none of: see `Turns`.
  void now.then(() => void now.then(() => finish({ kind: 'promised' })));
}
