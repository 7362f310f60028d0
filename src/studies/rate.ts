import type { Schedule } from '../experiments/schedule.ts';
import { logEffectiveRate } from '../metrics/log-effective-rate.ts';
import type { Metric } from '../metrics/metric.ts';

/** ln ELR, ELR = η/‖w‖², the effective learning rate of SGD. */
export const RATE: Metric = logEffectiveRate(2);

/**
 * Effective learning rate of SGD at equilibrium under constant noise.
 *
 *     ELR* = √(ηλ(2 − ηλ)/S)
 *
 * @param intrinsic ηλ
 * @param moment S = E‖g‖²‖w‖²
 */
export function equilibriumRate(intrinsic: number, moment: number): number {
  return Math.sqrt((intrinsic * (2 - intrinsic)) / moment);
}

/** Norm of the weights at equilibrium: ρ*⁴ = ηS/(λ(2 − ηλ)). */
export function equilibriumNorm(learningRate: number, weightDecay: number, moment: number): number {
  return Math.sqrt(learningRate / equilibriumRate(learningRate * weightDecay, moment));
}

/** A learning rate that is divided by k after so many steps. */
export function droppedAfter(steps: number, learningRate: number, k: number): Schedule {
  const pieces = [
    { from: 1, value: learningRate },
    { from: steps + 1, value: learningRate / k },
  ];
  return { pieces };
}

/**
 * Norms of the weights of SGD under constant noise, step by step, by the exact map
 *
 *     Q⁺ = (1 − ηλ)²Q + η²S/Q,   Q = ‖w‖²
 *
 * @param rates η of each step
 * @returns ‖w‖ before each step
 */
export function normPath(rates: readonly number[], weightDecay: number, moment: number, start: number): number[] {
  let square = start * start;
  return rates.map((rate) => {
    const before = Math.sqrt(square);
    const keep = 1 - rate * weightDecay;
    square = keep * keep * square + (rate * rate * moment) / square;
    return before;
  });
}
