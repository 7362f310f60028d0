import type { Counterexample } from './counterexample.ts';
import type { Candidate } from './proposers/proposer.ts';
import type { Setting } from './setting.ts';
import type { SurveyedSetting } from './survey.ts';

/** What happens on an island, for who watches. */
export interface IslandEvent {
  readonly island: number;
  readonly activity: string;
  readonly steps: number;
  /** The same in replica-steps of the plain setting, in which budgets are counted. */
  readonly cost: number;
  readonly tried: number;
  readonly best?: Candidate;
  readonly found: readonly Counterexample[];
  wordsOf(setting: Setting): string;
}

/** A suspect of which nothing is certified. */
export interface Unexplained {
  readonly setting: Setting;
  /** `unconfirmed`: it was luck, or cannot be tested. `uncertified`: it was refuted once, and not again. */
  readonly kind: 'unconfirmed' | 'uncertified';
  readonly reason: string;
}

/** What an island came to. */
export interface IslandReport {
  readonly index: number;
  readonly found: readonly Counterexample[];
  /** Suspects that were not certified. */
  readonly unexplained: readonly Unexplained[];
  /** When each was found. */
  readonly finds: readonly { readonly slug: string; readonly steps: number; readonly tried: number }[];
  readonly surveyed: readonly SurveyedSetting[];
  readonly tried: number;
  readonly generations: number;
  readonly steps: number;
  readonly byProposer: Readonly<Record<string, number>>;
  /** Why each phase ended. */
  readonly exits: Readonly<Record<string, string>>;
}
