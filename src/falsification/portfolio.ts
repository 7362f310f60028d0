import type { Dice } from './dice.ts';
import type { Past, Proposer } from './proposers/proposer.ts';
import type { Setting } from './setting.ts';

/** Share of settings that are asked of any proposer, whatever it has found: what is exhausted in one place is not in another. */
const EVEN = 0.5;
/** What a proposer is taken to have found at first, and for how many replica-steps. */
const [FOUND, SPENT] = [1, 200_000];
/** What is left of past findings and costs after each generation: what a proposer finds changes as the easy part of it is found. */
const KEPT = 0.95;

/** Chooses among proposers by what each has found per replica-step. */
export class Portfolio {
  readonly #proposers: readonly Proposer[];
  readonly #found: number[];
  readonly #spent: number[];
  readonly #tried: number[];

  constructor(proposers: readonly Proposer[]) {
    this.#proposers = proposers;
    this.#found = proposers.map(() => 0);
    this.#spent = proposers.map(() => 0);
    this.#tried = proposers.map(() => 0);
  }

  /**
   * A setting and the number of who proposes it: of what is screened, as long as there is any.
   *
   * @returns `undefined` where nobody has anything to propose
   */
  draw(past: Past, dice: Dice): { readonly setting: Setting; readonly proposer: number } | undefined {
    for (const [proposer, { screens, propose }] of this.#proposers.entries()) {
      const setting = screens === true ? propose(past, dice) : undefined;
      if (setting !== undefined) return { setting, proposer };
    }
    const proposer = this.#choose(dice);
    const setting = proposer === undefined ? undefined : this.#proposers[proposer].propose(past, dice);
    return setting === undefined ? undefined : { setting, proposer: proposer! };
  }

  /** Whether a proposer goes through a list. */
  screens(index: number): boolean {
    return this.#proposers[index].screens === true;
  }

  /** Of those that go on for ever one: half of the time any, and otherwise with a probability in proportion to its yield. */
  #choose(dice: Dice): number | undefined {
    const endless = [...this.#proposers.keys()].filter((i) => !this.screens(i));
    if (endless.length === 0) return undefined;
    if (dice.chance(EVEN)) return dice.pick(endless);
    const yields = endless.map((i) => (this.#found[i] + FOUND) / (this.#spent[i] + SPENT));
    const total = yields.reduce((sum, each) => sum + each, 0);
    let left = (dice.below(1_000_000) / 1_000_000) * total;
    return endless[
      Math.max(
        0,
        yields.findIndex((each) => (left -= each) < 0),
      )
    ];
  }

  /** Says that a setting of a proposer is tried. */
  propose(index: number): void {
    this.#tried[index] += 1;
  }

  /** @param found counterexamples that came of proposals of a proposer, for this many replica-steps of the plain setting */
  learn(index: number, found: number, cost: number): void {
    this.#found[index] += found;
    this.#spent[index] += cost;
  }

  /** Forgets a little: a generation has passed. */
  age(): void {
    for (const i of this.#proposers.keys()) {
      this.#found[i] *= KEPT;
      this.#spent[i] *= KEPT;
    }
  }

  /** How many settings each has proposed. */
  get tried(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#proposers.map(({ id }, i) => [id, this.#tried[i]]));
  }
}
