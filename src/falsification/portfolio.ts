import type { Dice } from './dice.ts';
import type { Proposer } from './proposers/proposer.ts';

/** Score from which a finding counts no more: one effect is as good as another that is twice as large. */
const ENOUGH = 3;
/** Replica-steps that a proposer is taken to have used for nothing at first. */
const PRIOR = 20_000;

/** Chooses among proposers by what each has found per replica-step. */
export class Portfolio {
  readonly #proposers: readonly Proposer[];
  readonly #found: number[];
  readonly #spent: number[];
  readonly #tried: number[];

  constructor(proposers: readonly Proposer[]) {
    this.#proposers = proposers;
    this.#found = proposers.map(() => ENOUGH);
    this.#spent = proposers.map(() => PRIOR);
    this.#tried = proposers.map(() => 0);
  }

  /** A proposer, with a probability in proportion to its yield; none is ever given up. */
  choose(dice: Dice): number {
    const yields = this.#found.map((found, i) => found / this.#spent[i]);
    const least = 0.1 * Math.max(...yields);
    const weights = yields.map((each) => Math.max(each, least));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let left = (dice.below(1_000_000) / 1_000_000) * total;
    return Math.max(
      0,
      weights.findIndex((weight) => (left -= weight) < 0),
    );
  }

  at(index: number): Proposer {
    return this.#proposers[index];
  }

  /** @param score of what came of a proposal */
  learn(index: number, score: number, steps: number): void {
    this.#found[index] += Math.min(ENOUGH, score);
    this.#spent[index] += steps;
    this.#tried[index] += 1;
  }

  /** How many settings each has proposed. */
  get tried(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#proposers.map(({ id }, i) => [id, this.#tried[i]]));
  }
}
