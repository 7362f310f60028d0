import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Diagnosis } from './cause.ts';
import { decayEffects, type DecayProbe } from './decay-effects.ts';
import type { DecayHypothesis } from './decay-hypothesis.ts';
import { agreementOf } from './decay-trial.ts';
import { measuringPrecision } from './measuring-precision.ts';

/** Decays that are neither round nor alike: small ones are lost in the rounding of float32. */
const others: Readonly<Record<'float64' | 'float32', readonly number[]>> = {
  float64: [0.0123, 0.00087, 1.7, 0.000043],
  float32: [0.1234, 0.0377, 1.7],
};

/**
 * Whether λ of another size acts in another proportion, where a convention explains the usual ones: it is rounded, capped or taken for
 * zero somewhere on the way.
 *
 * @param hypothesis that explains usual decays
 */
export function unevenDecay(optimizer: Optimizer, hypothesis: DecayHypothesis, probe: DecayProbe): Diagnosis | undefined {
  const agreement = agreementOf(optimizer);
  for (const decay of others[measuringPrecision(optimizer)]) {
    // Some of the first steps are enough, and where λ is large only these are tame.
    const from = (probe.fill ?? 0) + 1;
    for (const { step, error, stray, strength } of decayEffects(optimizer, hypothesis, { ...probe, decays: [decay] })) {
      if (step >= from + settled) break;
      // What has another direction, or is not finite, is no matter of the size of λ alone.
      if (error <= 100 * agreement || !(stray <= 100 * agreement)) continue;
      const sentence = `the decay is not proportional to λ: ${decay} acts as ${Number((decay * strength).toPrecision(3))}, where others act as they are`;
      return { cause: 'decay-not-proportional', sentence };
    }
  }
  return undefined;
}

const settled = 4;
