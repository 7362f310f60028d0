/** What a step of an element-wise rule has to do with: one entry of a tensor. */
export interface Entry {
  /** Counts from 1. */
  readonly step: number;
  readonly gradient: number;
  readonly learningRate: number;
  /** Position of its tensor, and how many there are. */
  readonly tensor: number;
  readonly tensors: number;
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
  /** What is averaged in the second moment; default g². */
  readonly square?: (x: number, m: number) => number;
  /** How it is averaged; default β₂ v + (1 − β₂) square. */
  readonly gather?: (v: number, square: number, parts: Parts, step: number) => number;
  /** The largest second moment so far is used, before or after its correction. */
  readonly largest?: 'before' | 'after';
  /** What the step goes along; default m/c₁. `before` is the moment before it was updated. */
  readonly direction?: (moment: { m: number; before: number; x: number; c1: (step: number) => number; step: number }) => number;
  /** By what the direction is divided: a function of the corrected second moment, and of its correction. */
  readonly divide?: (direction: number, v: number, c2: number) => number;
  /** Bias corrections; default 1 − βᵗ. */
  readonly correct1?: (step: number) => number;
  readonly correct2?: (step: number) => number;
  /** Gradients are normalised before they are averaged. */
  readonly normaliseFirst?: boolean;
  /** The second moment of the step before is used. */
  readonly secondBefore?: boolean;
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

/** The moves of one entry, step by step. */
export type Mover = (entry: Entry) => number;

/** Makes a rule of its parts, at its start. */
export function mover(parts: Parts): Mover {
  const { beta1, beta2, take1 = 1 - beta1, square = (x) => x * x, direction = bare, divide = byRoot } = parts;
  const { correct1 = correction(beta1), correct2 = correction(beta2), clock = ({ step }) => step, gain = 1 } = parts;
  const gather = parts.gather ?? ((v, s) => beta2 * v + (parts.take2 ?? 1 - beta2) * s);
  let [m, v, most, buffer, firstRate, lastRate, product, sum] = [0, parts.start2 ?? 0, 0, 0, 0, 0, 0, 0];
  return (entry) => {
    const { step, gradient, learningRate } = entry;
    sum += gradient;
    const x = parts.sums === true ? sum : gradient;
    if (step === 1) firstRate = lastRate = learningRate;
    product = step === 1 ? learningRate : (product * learningRate) / firstRate;
    if (parts.clears !== undefined && step > 1 && (step - 1 + parts.clears.offset) % parts.clears.every === 0) {
      m = 0;
      if (parts.clears.both) v = 0;
    }
    if (parts.fillsSecond === true && step === 1) {
      v = x * x;
      return 0;
    }
    const time = clock(entry);
    const idle = parts.lazy === true && x === 0;
    const inside = parts.rate === 'inside' ? learningRate : 1;
    const before = m;
    const earlier = v;
    const take = parts.startsFull === true && step === 1 ? 1 : take1;
    if (parts.normaliseFirst !== true && !idle) m = beta1 * m + take * x * inside;
    if (!idle) v = gather(v, square(x, m), parts, step);
    const used = parts.secondBefore === true ? earlier : v;
    let hat = used / correct2(parts.secondBefore === true && parts.fillsSecond !== true ? Math.max(1, time - 1) : time);
    if (parts.largest !== undefined) {
      most = Math.max(most, parts.largest === 'after' ? hat : used);
      hat = parts.largest === 'after' ? most : most / correct2(time);
    }
    const c1 = correct1;
    let u: number;
    if (parts.normaliseFirst === true) {
      const normalised = divide(x, hat, correct2(time));
      m = beta1 * m + take1 * normalised * inside;
      u = direction({ m, before, x: normalised * inside, c1, step: time });
    } else u = divide(direction({ m, before, x: x * inside, c1, step: time }), hat, correct2(time));
    if (parts.outer !== undefined) u = buffer = parts.outer * buffer + u;
    const rates = {
      inside: 1,
      previous: lastRate,
      initial: firstRate,
      squared: learningRate * learningRate,
      'changed twice': (learningRate * learningRate) / firstRate,
      'multiplied up': product,
    };
    lastRate = learningRate;
    return -gain * u * (parts.rate === undefined ? learningRate : rates[parts.rate]);
  };
}

/** 1 − βᵗ */
export function correction(beta: number): (step: number) => number {
  return (step) => {
    let power = 1;
    for (let i = 0; i < step; i++) power *= beta;
    return 1 - power;
  };
}

/** No correction. */
export const uncorrected = (): number => 1;

const bare: NonNullable<Parts['direction']> = ({ m, c1, step }) => m / c1(step);

/** Division by the root of the second moment; 0/0 is 0, as it is with any epsilon. */
export const byRoot = (direction: number, v: number): number => (direction === 0 ? 0 : direction / Math.sqrt(v));

/** Parts of a rule that corrects neither moment. */
export const withoutCorrection: Partial<Parts> = { correct1: uncorrected, correct2: uncorrected };
