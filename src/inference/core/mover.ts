import { byRoot, correction, firstCorrection, secondCorrection, type Entry, type Moment, type Parts } from './rule.ts';

/** The moves of one entry, step by step. */
export type Mover = (entry: Entry) => number;

/**
 * Makes a rule of its parts, at its start.
 *
 * @param later parts by which it goes on from a step, with the moments that it has by then
 */
export function mover(parts: Parts, later?: { readonly from: number; readonly parts: Parts }): Mover {
  const rule = new EntryRule(parts);
  return (entry) => {
    if (entry.step === later?.from) rule.become(later.parts);
    return rule.move(entry);
  };
}

/** The memory of one entry. */
class EntryRule {
  private parts!: Parts;
  private correct1!: (step: number) => number;
  private correct2!: (step: number) => number;
  private correct3!: (step: number) => number;
  private readonly rates: Rates;
  private m = 0;
  private v: number;
  private third = 0;
  /** The largest second moment so far, or the smallest. */
  private most = 0;
  /** Mean of step sizes, where these are limited by it. */
  private bound = 0;
  /** A buffer of steps. */
  private buffer = 0;
  private sum = 0;
  private lastGradient: number | undefined;

  constructor(parts: Parts) {
    this.v = parts.start2 ?? 0;
    this.rates = new Rates(parts.rate);
    this.become(parts);
  }

  become(parts: Parts): void {
    this.parts = parts;
    if (parts.smallest === true) this.most = Infinity;
    this.correct1 = firstCorrection(parts);
    this.correct2 = secondCorrection(parts);
    this.correct3 = correction(parts.third?.beta ?? 0);
  }

  move(entry: Entry): number {
    const { parts } = this;
    const { step, gradient, learningRate } = entry;
    const rate = this.rates.next(learningRate, step);
    this.sum += gradient;
    const x = parts.sums === true ? this.sum : gradient;
    this.clear(step);
    if (parts.fillsSecond === true && step === 1) {
      this.v = x * x;
      return 0;
    }
    const time = parts.clock?.(entry) ?? step;
    const inside = parts.rate === 'inside' ? learningRate : 1;
    const moment = this.update(x, step, time, inside);
    const hat = this.divisor(moment.earlier, step, time);
    const c2 = this.correct2(time);
    if (parts.bounded !== undefined) return -this.limited(rate / (this.correct1(time) * Math.sqrt(hat)), parts.bounded) * this.m;
    if (parts.limits !== undefined) {
      const [least, most] = parts.limits(step, learningRate, this.rates.initial);
      return -rate * Math.min(Math.max(1 / (this.correct1(time) * Math.sqrt(hat)), least), most) * this.m;
    }
    const u = parts.normaliseFirst === true ? this.normalised(moment, hat, c2, inside) : this.along(moment, hat, c2, step);
    this.m = parts.stores1?.(this.m, this.correct1(time), time) ?? this.m;
    this.v = parts.stores2?.(this.v, c2, time) ?? this.v;
    if (parts.outer === undefined) return -(parts.gain ?? 1) * u * rate;
    this.buffer = parts.outer * this.buffer + u;
    return -(parts.gain ?? 1) * this.buffer * rate;
  }

  private clear(step: number): void {
    const { clears, clearsAt } = this.parts;
    for (const which of clearsAt?.(step) ?? []) this[which === 'first' ? 'm' : 'v'] = 0;
    if (clears === undefined || step === 1 || (step - 1 + clears.offset) % clears.every !== 0) return;
    this.m = 0;
    if (clears.both) this.v = 0;
  }

  /** Takes a gradient into the moments. */
  private update(x: number, step: number, time: number, inside: number): Moment & { readonly earlier: number } {
    const { parts } = this;
    const { beta1, beta2, third, square = (value) => value * value } = parts;
    const change = x - (this.lastGradient ?? (parts.changesFromZero === true ? 0 : x));
    this.lastGradient = x;
    const [before, earlier] = [this.m, this.v];
    if (!(parts.lazy === true && x === 0)) {
      const take = parts.startsFull === true && step === 1 ? 1 : (parts.take1 ?? 1 - beta1);
      if (parts.normaliseFirst !== true) this.m = beta1 * this.m + take * x * inside;
      const s = square(x, this.m, change);
      this.v = parts.gather?.(this.v, s, parts, step) ?? beta2 * this.v + (parts.take2 ?? 1 - beta2) * s;
    }
    if (third !== undefined) this.third = third.beta * this.third + (third.take ?? 1 - third.beta) * third.of(x, change);
    const [c1, c3] = [this.correct1, this.correct3];
    return { m: this.m, before, earlier, x: x * inside, change, third: this.third, c1, c3, step: time };
  }

  /** The corrected second moment by which a step is divided. */
  private divisor(earlier: number, step: number, time: number): number {
    const { secondBefore, fillsSecond, largest, smallest } = this.parts;
    const isBefore = secondBefore === true || (secondBefore === 'guarded' && step > 1);
    const used = isBefore ? earlier : this.v;
    const hat = used / this.correct2(secondBefore !== undefined && fillsSecond !== true ? Math.max(1, time - 1) : time);
    if (largest === undefined) return hat;
    const now = largest === 'after' ? hat : used;
    this.most = smallest === true ? Math.min(this.most, now) : Math.max(this.most, now);
    return largest === 'after' ? this.most : this.most / this.correct2(time);
  }

  private along(moment: Moment, hat: number, c2: number, step: number): number {
    const { direction = bare, divide = byRoot, rawFirst } = this.parts;
    return rawFirst === true && step === 1 ? direction(moment) : divide(direction(moment), hat, c2, moment.step);
  }

  /** The mean of what is normalised. */
  private normalised(moment: Moment, hat: number, c2: number, inside: number): number {
    const { beta1, take1 = 1 - beta1, direction = bare, divide = byRoot } = this.parts;
    const x = divide(moment.x / inside, hat, c2, moment.step) * inside;
    this.m = beta1 * this.m + take1 * x;
    return direction({ ...moment, m: this.m, x });
  }

  private limited(now: number, beta: number): number {
    this.bound = beta * this.bound + (1 - beta) * now;
    return Math.min(now, this.bound);
  }
}

/** The rate that multiplies a step, for a way to read it. */
class Rates {
  private readonly way: Parts['rate'];
  private first = 0;
  private last = 0;
  private product = 0;

  constructor(way: Parts['rate']) {
    this.way = way;
  }

  /** The rate of the first step. */
  get initial(): number {
    return this.first;
  }

  next(learningRate: number, step: number): number {
    if (step === 1) this.first = this.last = learningRate;
    this.product = step === 1 ? learningRate : (this.product * learningRate) / this.first;
    const { last } = this;
    this.last = learningRate;
    switch (this.way) {
      case 'inside':
        return 1;
      case 'previous':
        return last;
      case 'initial':
        return this.first;
      case 'squared':
        return learningRate * learningRate;
      case 'changed twice':
        return (learningRate * learningRate) / this.first;
      case 'multiplied up':
        return this.product;
      default:
        return learningRate;
    }
  }
}

const bare = ({ m, c1, step }: Moment): number => m / c1(step);
