import { AsyncResource } from 'node:async_hooks';

/** Turns that are taken at once, at most: what waits for time or for input has its chance in between. */
const most = 64;

/** Turns that were asked for together, which come in a row. */
interface Batch {
  left: number;
  /** Mark of the last thing that was begun in one of them. */
  mark: number;
}

/**
 * Turns of the event loop in which one thing is done each, when jobs that were left have run.
 *
 * As many are asked for together as there will be things to do, because the loop looks for time and input, by a call of the system, after
 * those that were asked for together and not after each. Where a module has asked for a turn, or waits for anything else, what it waits
 * for comes before what is done next, as it would if each turn were asked for by itself: whatever came together, the order is the same.
 */
export class Turns {
  readonly #expected: () => number;
  #run: (() => void) | undefined;
  #batch: Batch = { left: 0, mark: 0 };

  /** @param expected how many more things there will be to do, as far as is known */
  constructor(expected: () => number) {
    this.#expected = expected;
  }

  /** Does something in the next turn, in place of what was to be done there. */
  next(run: () => void): void {
    this.#run = run;
    const mark = nextMark();
    if (this.#batch.left > 0 && mark === this.#batch.mark + 1) {
      this.#batch.mark = mark;
      return;
    }
    // What is left of the batch before passes without anything.
    const batch = { left: Math.min(most, 1 + this.#expected()), mark: 0 };
    for (let i = 0; i < batch.left; i++) setImmediate(this.#turn, batch);
    batch.mark = nextMark();
    this.#batch = batch;
  }

  readonly #turn = (batch: Batch): void => {
    if (batch !== this.#batch) return;
    batch.left -= 1;
    const run = this.#run;
    this.#run = undefined;
    run?.();
  };
}

/** A number that is one larger than the last only where nothing that is waited for was begun since: Node numbers all of it in a row. */
function nextMark(): number {
  return new AsyncResource('Turn', { requireManualDestroy: true }).asyncId();
}
