import { essentialOf, type Counterexample } from './counterexample.ts';
import { dice } from './dice.ts';
import { avoiding } from './known.ts';
import type { Candidate, Past } from './proposers/proposer.ts';
import { PROMISING } from './rungs.ts';
import type { Setting } from './setting.ts';
import { WORTH, type ShrinkMemory } from './shrink-setting.ts';
import { valueOf } from './space/field.ts';
import type { Ingredient, Space } from './space/space.ts';

/** Settings that are remembered. */
const BEST = 16;

/** What an island knows of what it has tried: the best of it, what is found, and what leads nowhere. */
export class IslandMemory implements Past, ShrinkMemory {
  readonly space: Space;
  readonly found: Counterexample[] = [];
  readonly #known: readonly Counterexample[];
  readonly #deadEnds: (readonly Ingredient[])[] = [];
  readonly #seen = new Set<string>();
  readonly #nothing = new Set<string>();
  readonly #counts = new Map<string, number>();
  #best: readonly Candidate[] = [];

  /** @param known what was found before */
  constructor(space: Space, known: readonly Counterexample[]) {
    this.space = space;
    this.#known = known;
  }

  /** The best that contains nothing that is avoided, best first. */
  get best(): readonly Candidate[] {
    return this.#best;
  }

  get corpus(): readonly Setting[] {
    return [...this.#known, ...this.found].map(({ setting }) => setting);
  }

  /** The ingredients of what is found already, and of what cannot be certified. */
  get avoided(): readonly (readonly Ingredient[])[] {
    return [...[...this.#known, ...this.found].map(essentialOf), ...this.#deadEnds];
  }

  // Functions of their own, as proposers take them out of their past.
  readonly seen = (setting: Setting): boolean => this.#seen.has(JSON.stringify(setting));
  readonly tried = (path: string, value: unknown): number => this.#counts.get(countKey(path, value)) ?? 0;

  /** Whether a setting contains what is avoided. */
  isAvoided(setting: Setting): boolean {
    return avoiding(this.space, setting, this.avoided, dice(0)) !== setting;
  }

  /** Whether there is nothing to learn from a setting that is simpler than one which fails. */
  isKnown(setting: Setting): boolean {
    return this.#nothing.has(JSON.stringify(setting)) || this.isAvoided(setting);
  }

  /** Says that a setting has shown nothing, in a test or in a look. */
  keep(setting: Setting): void {
    this.#nothing.add(JSON.stringify(setting));
  }

  /** Says that a setting is tried. */
  mark(setting: Setting): void {
    this.#seen.add(JSON.stringify(setting));
    for (const { path } of this.space.fields) {
      const key = countKey(path, valueOf(setting, path));
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  remember(candidates: readonly Candidate[]): void {
    for (const { score, setting } of candidates) if (score < WORTH) this.keep(setting);
    this.#best = [...this.#best, ...candidates]
      .filter(({ score, setting }) => score >= PROMISING && !this.isAvoided(setting))
      .sort((a, b) => b.score - a.score)
      .slice(0, BEST);
  }

  /** Takes a setting that was pursued out of the best, with all that contain what came of it. */
  forget(pursued: Setting): void {
    this.#best = this.#best.filter(({ setting }) => setting !== pursued && !this.isAvoided(setting));
  }

  /** Avoids from now on what cannot be certified. */
  giveUp(ingredients: readonly Ingredient[]): void {
    this.#deadEnds.push(ingredients);
  }
}

function countKey(path: string, value: unknown): string {
  return `${path}=${JSON.stringify(value)}`;
}
