import type { QuantityVerdict } from '../verdicts/quantity-verdict.ts';
import type { Setting } from './setting.ts';
import type { Ingredient } from './space/space.ts';
import type { Effect } from './task.ts';

/** What became of a setting when one ingredient was set back. */
export interface Ablation {
  readonly ingredient: Ingredient;
  /** The effect on the main metric without it. */
  readonly effect: Effect | null;
  /** Whether nothing is left of the refutation without it. */
  readonly essential: boolean;
}

/** What became of a setting when something that its two runs differ in was made the same. */
export interface Contrast {
  readonly what: 'learningRate' | 'norm' | 'start' | 'phases';
  /** The effect on the main metric then. */
  readonly effect: Effect | null;
  /** Whether nothing is left of the refutation then. */
  readonly essential: boolean;
}

/** One amount of an ingredient and what it does. */
export interface DosePoint {
  readonly value: number;
  readonly effect: Effect | null;
  readonly refuted: boolean;
}

/** How much of an ingredient it takes; where no ingredient has a dose, how the effect depends on a number of the setting. */
export interface DoseCurve {
  readonly path: string;
  /** From little to much. */
  readonly points: readonly DosePoint[];
  /** The largest amount that was not refuted and the smallest that was; null where every amount was. */
  readonly threshold: readonly [number, number] | null;
}

/** Whether an effect is still there when there is more time. */
export interface Persistence {
  /** `lasting`: it does not fade. `slow`: it fades towards none. */
  readonly kind: 'lasting' | 'slow';
  readonly points: readonly { readonly horizon: number; readonly effect: Effect | null }[];
}

/** A certified counterexample: plain data, from which it can be run again. */
export interface Counterexample {
  readonly conjecture: string;
  /** Its name among those of its conjecture, made of its essential ingredients. */
  readonly slug: string;
  /** What a reader has made of it; a campaign says `open` inside the claimed domain and `expected` outside. */
  readonly status: 'open' | 'explained' | 'expected' | 'mended';
  readonly setting: Setting;
  /** The assumptions of the conjecture that it breaks; none: it counts against the conjecture. */
  readonly breaches: readonly string[];
  /** One sentence that names what is essential. */
  readonly sentence: string;
  /** From the certification only. */
  readonly quantities: readonly QuantityVerdict[];
  /** The metric that it is told by: mean over replicas of the certification, with its 99 % interval. */
  readonly effect: {
    readonly metric: string;
    readonly mean: number;
    readonly interval: readonly [number, number];
    readonly tolerance: number;
    readonly replicas: number;
  };
  readonly persistence: Persistence;
  readonly ablation: readonly Ablation[];
  /** What of the two histories it takes; files from before it was asked have none. */
  readonly contrasts?: readonly Contrast[];
  readonly doses: readonly DoseCurve[];
  /** From the setting that was found to the one that is kept. */
  readonly chain: readonly (readonly Ingredient[])[];
  /** Streams of the certification. */
  readonly streams: { readonly seed: number; readonly phase: string };
  readonly alpha: number;
  readonly version: string;
  /** References of what was fixed from outside. */
  readonly fixed: { readonly optimizer?: string; readonly objective?: string; readonly conjecture?: string };
}

/** The ingredients without which nothing is left. */
export function essentialOf({ ablation }: Pick<Counterexample, 'ablation'>): readonly Ingredient[] {
  const essential = ablation.filter((each) => each.essential).map(({ ingredient }) => ingredient);
  return essential.length > 0 ? essential : ablation.map(({ ingredient }) => ingredient);
}

/** Whether it counts against its conjecture: it is inside the claimed domain, and of the kind that the conjecture speaks of. */
export function isInside({ breaches, persistence }: Pick<Counterexample, 'breaches' | 'persistence'>, lasting: boolean): boolean {
  return breaches.length === 0 && (!lasting || persistence.kind === 'lasting');
}
