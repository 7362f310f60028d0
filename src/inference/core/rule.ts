/** What a step of an element-wise rule has to do with: one entry of a tensor. */
export interface Entry {
  /** Counts from 1. */
  readonly step: number;
  readonly gradient: number;
  readonly learningRate: number;
  /** Position of its tensor, and how many there are. */
  readonly tensor: number;
  readonly tensors: number;
  /** Its own position in the tensor, whose shape this is. */
  readonly position: number;
  readonly shape: readonly number[];
}

/**
 * An element-wise rule with a first and a second moment, in parts that designs and mistakes replace:
 *
 *     x = see(g);  m = keep₁ m + take₁ x;  v = gather(v, square(x, m));  u = divide(direction(m, x)/c₁, v/c₂);  Δw = −η u
 */
export interface Parts {
  readonly beta1: number;
  readonly beta2: number;
  /** Weight of a new gradient in the first moment; default 1 − β₁. */
  readonly take1?: number;
  /** The same of the second moment; default 1 − β₂. */
  readonly take2?: number;
  /** What is averaged in the second moment; default g². `change` is that of x since the step before. */
  readonly square?: (x: number, m: number, change: number) => number;
  /** A third mean, of what it says, which the direction is told. */
  readonly third?: {
    readonly beta: number;
    /** Weight of what is new; default 1 − β₃. */
    readonly take?: number;
    readonly of: (x: number, change: number) => number;
  };
  /** The first change is that from zero; default: there is none. */
  readonly changesFromZero?: boolean;
  /** Step sizes are limited by their own mean, which has this coefficient. */
  readonly bounded?: number;
  /** Between what step sizes are kept, in units of η; `first` is the first η. */
  readonly limits?: (step: number, rate: number, first: number) => readonly [number, number];
  /** The first step is not divided. */
  readonly rawFirst?: boolean;
  /** What is left in the first moment after a step; default: m itself. */
  readonly stores1?: (m: number, c1: number, step: number) => number;
  /** The same of the second moment. */
  readonly stores2?: (v: number, c2: number, step: number) => number;
  /** How it is averaged; default β₂ v + (1 − β₂) square. */
  readonly gather?: (v: number, square: number, parts: Parts, step: number) => number;
  /** The largest second moment so far is used, before or after its correction. */
  readonly largest?: 'before' | 'after';
  /** The smallest one is, where the largest one is meant. */
  readonly smallest?: boolean;
  /** What the step goes along; default m/c₁. `before` is the moment before it was updated. */
  readonly direction?: (moment: Moment) => number;
  /** By what the direction is divided: a function of the corrected second moment, of its correction, and of the step. */
  readonly divide?: (direction: number, v: number, c2: number, step: number) => number;
  /** Bias corrections; default 1 − βᵗ. */
  readonly correct1?: (step: number) => number;
  readonly correct2?: (step: number) => number;
  /** Gradients are normalised before they are averaged. */
  readonly normaliseFirst?: boolean;
  /** The second moment of the step before is used; at the first step, which has none, it is its own where that is guarded. */
  readonly secondBefore?: boolean | 'guarded';
  /** The first step fills the second moment with g² and nothing else. */
  readonly fillsSecond?: boolean;
  /** A buffer of steps: b = μ b + u. */
  readonly outer?: number;
  /** η of which step multiplies, and where; default: the present one, outside. */
  readonly rate?: 'inside' | 'previous' | 'initial' | 'squared' | 'changed twice' | 'multiplied up';
  /** What is counted for the corrections; default: steps. */
  readonly clock?: (entry: Entry) => number;
  /** The first moment is cleared every so many steps, or both are; `offset` 1: before the last of them, 0: after it. */
  readonly clears?: { readonly every: number; readonly both: boolean; readonly offset: number };
  /** Which moments are cleared before a step. */
  readonly clearsAt?: (step: number) => readonly ('first' | 'second')[];
  /** Moments are left alone where the gradient is zero. */
  readonly lazy?: boolean;
  readonly gain?: number;
  /** Start of the second moment. */
  readonly start2?: number;
  /** Every step is made on the sum of all gradients so far. */
  readonly sums?: boolean;
  /** The first gradient enters the first moment with weight one. */
  readonly startsFull?: boolean;
}

/** What a direction is made of. */
export interface Moment {
  readonly m: number;
  readonly before: number;
  readonly x: number;
  readonly change: number;
  /** The third mean, and its correction. */
  readonly third: number;
  readonly c3: (step: number) => number;
  readonly c1: (step: number) => number;
  readonly step: number;
}

/** 1 − βᵗ */
export function correction(beta: number): (step: number) => number {
  return (step) => {
    let power = 1;
    for (let i = 0; i < step; i++) power *= beta;
    return 1 - power;
  };
}

/** The correction of the first moment of a rule. */
export const firstCorrection = ({ correct1, beta1 }: Parts): ((step: number) => number) => correct1 ?? correction(beta1);

/** The correction of the second moment of a rule. */
export const secondCorrection = ({ correct2, beta2 }: Parts): ((step: number) => number) => correct2 ?? correction(beta2);

/** No correction. */
export const uncorrected = (): number => 1;

/** Division by the root of the second moment; 0/0 is 0, as it is with any epsilon. */
export const byRoot = (direction: number, v: number): number => (direction === 0 ? 0 : direction / Math.sqrt(v));

/** Parts of a rule that corrects neither moment. */
export const withoutCorrection: Partial<Parts> = { correct1: uncorrected, correct2: uncorrected };
