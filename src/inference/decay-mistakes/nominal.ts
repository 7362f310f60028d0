import type { Diagnosis } from '../cause.ts';
import type { DecayEffect } from '../decay-effects.ts';
import type { DecayHypothesis, Setting } from '../decay-hypothesis.ts';
import { integerPower } from '../integer-power.ts';
import { probeShapes } from '../probe-problem.ts';

/** Share of the weights that the decay is meant to take away in a step. */
export function nominalShare({ kind }: DecayHypothesis): (setting: Setting) => number {
  return ({ learningRate, weightDecay }) => (kind === 'independent' ? 1 : learningRate) * weightDecay;
}

/** Strength of a decay that is applied n times in a row: 1 − (1 − ηλ)ⁿ in units of ηλ. */
export function repeated(times: number, share: (setting: Setting) => number): (setting: Setting) => number {
  return (setting) => (1 - integerPower(1 - share(setting), times)) / share(setting);
}

/** Said where the strength is that of a loop inside a loop. */
export const onceForEveryTensor: Diagnosis = {
  cause: 'decay-once-per-tensor',
  sentence: `the decay is applied once for every tensor: ${probeShapes.length} times over`,
};

/** Positions of the tensors that effects are of. */
export function tensorsOf(effects: readonly DecayEffect[]): number[] {
  return [...new Set(effects.map(({ tensor }) => tensor))];
}

/** The nominal decay of a step, in words. */
export function nominalOf({ kind }: DecayHypothesis): string {
  return kind === 'independent' ? 'λ' : 'ηλ';
}

/** A number with four digits, in words. */
export function rounded(x: number): string {
  return String(Number(x.toPrecision(4)));
}

/** What is said of a strength that is another constant than 1. */
export function timesConstant(k: number, hypothesis: DecayHypothesis): Diagnosis {
  const nominal = nominalOf(hypothesis);
  return {
    cause: k < 0 ? 'decay-grows' : 'decay-times-constant',
    sentence: `the decay per step is 1 − ${rounded(k)}${nominal}, where 1 − ${nominal} is meant`,
  };
}
