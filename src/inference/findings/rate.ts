import { absentRate } from '../absent-rate.ts';
import type { Diagnosis } from '../cause.ts';
import type { Measurements } from '../measurements.ts';
import { cancelledRate, defaultedRate, flooredRate } from '../lost-rate.ts';
import { cappedRate, compoundedMomentum, compoundedRate } from '../rate-memory.ts';
import { roundedRate } from '../rounded-rate.ts';
import { actsSquared, stepsWithoutRate, tensorsBehind } from '../rate-reading.ts';
import { actsPartlySquared } from '../partly-squared.ts';
import { probeShapes } from '../probe-problem.ts';
import { decay } from './decay.ts';
import type { Finder } from './finder.ts';

/** A learning rate that acts at another time, or more than once. */
export const rate: Finder = (measurements) => {
  // Where no later rate is read at all, the decay is not what is stale.
  if (measurements.rate === 'first' && decay(measurements).decay?.cause === 'decay-initial-rate') {
    const sentence = 'the first learning rate is used for ever, by the step and by its decay, not the scheduled one';
    const initial = { cause: 'rate-initial', sentence } as const;
    return { rate: initial, decay: initial };
  }
  return { rate: ofStep(measurements) };
};

function ofStep({
  optimizer,
  contract,
  rate,
  response,
  core,
  start: { fill, period },
  decay: { finding },
}: Measurements): Diagnosis | undefined {
  if (rate === 'first' && (response.kernel !== undefined || core?.mistake?.cause === 'rate-initial')) {
    return { cause: 'rate-initial', sentence: 'the first learning rate is used for ever, not the scheduled one' };
  }
  const absent = rate === 'first' || rate === 'never' ? absentRate(optimizer, fill) : undefined;
  if (absent !== undefined) return absent;
  const deaf = stepsWithoutRate(optimizer, fill);
  if (deaf > 0) {
    const sentence =
      deaf === 1
        ? 'the first step is as long at every learning rate and later ones are not: the rate is left out of what a buffer starts with'
        : `the first ${deaf} steps are as long at every learning rate and later ones are not: the rate is left out of them`;
    return { cause: deaf === 1 ? 'first-step-jump' : 'rate-dead', sentence };
  }
  const { behind, deaf: frozen } = contract.random === true ? { behind: [], deaf: [] } : tensorsBehind(optimizer, fill, period);
  if (behind.length > 0) {
    const sentence = `tensor ${behind.join(', ')} of ${probeShapes.length} moves by the learning rate of the step before, where others follow the schedule`;
    return { cause: 'rate-previous', sentence };
  }
  if (frozen.length > 0) {
    const sentence = `tensor ${frozen.join(', ')} of ${probeShapes.length} moves by the first learning rate for ever, where others follow the schedule`;
    return { cause: 'rate-initial', sentence };
  }
  if (actsSquared(optimizer, fill))
    return { cause: 'rate-squared', sentence: 'the learning rate is applied twice: steps go as η²' };
  if (contract.random !== true && period === 1 && actsPartlySquared(optimizer, fill)) {
    const sentence =
      'the learning rate is applied twice to a part of the step, which goes as η² beside another one that goes as η';
    return { cause: 'rate-squared', sentence };
  }
  // What lies outside of the state is remembered from run to run.
  if (contract.random === true || period > 1 || finding?.cause === 'not-a-function') return undefined;
  if (rate === 'present' || rate === 'late') {
    const lost =
      flooredRate(optimizer, fill) ??
      defaultedRate(optimizer, fill) ??
      cancelledRate(optimizer, fill) ??
      roundedRate(optimizer, fill);
    if (lost !== undefined) return lost;
  }
  return (
    cappedRate(optimizer, fill) ??
    (response.kernel === undefined ? undefined : compoundedMomentum(optimizer, fill)) ??
    (core === undefined ? compoundedRate(optimizer, fill) : undefined)
  );
}
