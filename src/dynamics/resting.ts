/**
 * Something under way that rests (`yield`) where it is about to wait for steps that it has handed over, so that others may hand over
 * theirs meanwhile: a wait for another process costs more than most updates.
 */
export type Resting<Result> = Generator<void, Result, void>;

/** Goes through with one that nothing else is done beside. */
export function finish<Result>(resting: Resting<Result>): Result {
  for (;;) {
    const { done, value } = resting.next();
    if (done === true) return value;
  }
}

/**
 * Goes through with several side by side, each as far as its next rest, in their order.
 *
 * @param isEnough of a result, after which the others are given up
 * @returns all results in their order; of those that were given up, `undefined`
 */
export function together<Result>(
  all: readonly Resting<Result>[],
  isEnough: (result: Result) => boolean = () => false,
): readonly (Result | undefined)[] {
  const results = Array.from<Result | undefined>({ length: all.length });
  let open = [...all.keys()];
  while (open.length > 0) {
    const resting: number[] = [];
    for (const i of open) {
      const { done, value } = all[i].next();
      if (done !== true) resting.push(i);
      else if (isEnough((results[i] = value))) return results;
    }
    open = resting;
  }
  return results;
}
