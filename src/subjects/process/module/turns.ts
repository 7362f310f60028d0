/** Turns that are taken at once, at most: what waits for time or for input has its chance in between. */
const most = 64;

/**
 * Turns of the event loop in which one thing is done each, when jobs that were left have run.
 *
 * As many are asked for together as there will be things to do, because the loop looks for time and input, by a call of the system, after
 * those that were asked for together and not after each.
 */
export class Turns {
  readonly #expected: () => number;
  #run: (() => void) | undefined;
  #asked = 0;

  /** @param expected how many more things there will be to do, as far as is known */
  constructor(expected: () => number) {
    this.#expected = expected;
  }

  /** Does something in the next turn, in place of what was to be done there. */
  next(run: () => void): void {
    this.#run = run;
    if (this.#asked > 0) return;
    this.#asked = Math.min(most, 1 + this.#expected());
    for (let i = 0; i < this.#asked; i++) setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    this.#asked -= 1;
    const run = this.#run;
    this.#run = undefined;
    run?.();
  };
}
