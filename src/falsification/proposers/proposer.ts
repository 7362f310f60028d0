import type { Dice } from '../dice.ts';
import type { Setting } from '../setting.ts';
import type { Space } from '../space/space.ts';

/** A setting that has been looked at. */
export interface Candidate {
  readonly setting: Setting;
  readonly score: number;
}

/** What a proposer may look at: the past of its island. */
export interface Past {
  readonly space: Space;
  /** The best so far, best first. */
  readonly best: readonly Candidate[];
  /** Settings that are known from before: the corpus. */
  readonly corpus: readonly Setting[];
  /** Whether a settled setting was tried before. */
  seen(setting: Setting): boolean;
  /** How often a field has held a value. */
  tried(path: string, value: unknown): number;
}

/** A way of thinking of settings. */
export interface Proposer {
  readonly id: string;
  readonly description: string;
  /** Whether it goes through a fixed list: then it alone is asked until that is done, and its settings begin on the second rung. */
  readonly screens?: true;
  /** @returns a setting; what cannot be run in it is settled afterwards. `undefined` where a list is done */
  propose(past: Past, dice: Dice): Setting | undefined;
}
