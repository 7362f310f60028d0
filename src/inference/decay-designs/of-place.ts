import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import type { Diagnosis } from '../cause.ts';
import { decayEffects, type DecayProbe } from '../decay-effects.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';
import { measuringPrecision } from '../measuring-precision.ts';
import { identical, normalTensors, probeShapes } from '../probe-problem.ts';
import type { DecayDesign } from './decay-design.ts';

/**
 * A strength of the decay for each place in the list, beside rates that are the same: so much of it further from the head, or none for the first
 * tensors, as an option says. That the first tensor is left out is what models with an embedding do, and what a slip does as well.
 */
export const ofPlace: DecayDesign = {
  source: 'layer-wise decay, He et al. 2022 (arXiv 2111.06377); embeddings without decay, as in nanochat',
  rank: 2.8,
  *propose({ optimizer, base, probe, agreement }) {
    const strengths = strengthsOf(optimizer, base, probe, agreement);
    const option =
      strengths &&
      Object.keys(optimizer.hyperparameters ?? {}).find((name) => sets(optimizer, name, strengths, base, probe, agreement));
    if (strengths !== undefined && option !== undefined) {
      yield {
        hypothesis: { ...base, factor: 'tensor' },
        cause: 'decay-by-place',
        sentence: `the strength of the decay goes by the place of a tensor in the list, by ${option}: ${strengths.map((x) => Number(x.toPrecision(4))).join(', ')} of what λ says`,
        value: optimizer.hyperparameters![option],
      };
    }
    const otherwise: Diagnosis = {
      cause: 'decay-skips-tensor',
      sentence: 'the first tensor of the list is not decayed, which is not what the contract leaves out (decayExempt)',
    };
    const sentence =
      'the first tensor of the list is not decayed: an embedding that is left out, or a slip; a contract can name it (decayExempt)';
    yield {
      hypothesis: { ...base, exempt: (_, name) => name === '0' },
      cause: 'decay-by-place',
      sentence,
      isDoubtful: true,
      otherwise,
    };
  },
};

/** The strength of the decay of each tensor, where it is the same at all steps and not for all tensors. */
function strengthsOf(
  optimizer: Optimizer,
  base: DecayHypothesis,
  probe: DecayProbe,
  agreement: number,
): readonly number[] | undefined {
  const strengths: number[] = [];
  try {
    for (const { tensor, strength, stray, actual } of decayEffects(optimizer, base, { ...probe, shapes: probeShapes })) {
      const found = actual.every((x) => x === 0) ? 0 : strength;
      if (found !== 0 && !(stray <= agreement)) return undefined;
      strengths[tensor] ??= found;
      if (!(Math.abs(found - strengths[tensor]) <= agreement)) return undefined;
    }
  } catch {
    // A value that it refuses tells nothing.
    return undefined;
  }
  return areAlike(
    strengths,
    strengths.map(() => strengths[0]),
    agreement,
  )
    ? undefined
    : strengths;
}

function areAlike(strengths: readonly number[], others: readonly number[], agreement: number): boolean {
  return strengths.every((strength, i) => Math.abs(strength - others[i]) <= agreement);
}

/** Whether another value of an option gives other strengths, and does nothing but that. */
function sets(
  optimizer: Optimizer,
  name: string,
  strengths: readonly number[],
  base: DecayHypothesis,
  probe: DecayProbe,
  agreement: number,
): boolean {
  const value = optimizer.hyperparameters![name];
  const others = Number.isInteger(value) ? [value + 1, value - 1] : [value / 2];
  return others.some((other) => {
    const changed = { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, [name]: other } };
    if (!doesNothingElse(optimizer, changed)) return false;
    const found = strengthsOf(changed, base, probe, agreement);
    return found !== undefined && !areAlike(found, strengths, 4 * agreement);
  });
}

/** Whether the steps without decay are the same. */
function doesNothingElse(optimizer: Optimizer, changed: Optimizer): boolean {
  const source = stream('inference', 'decay-of-place');
  const precision = measuringPrecision(optimizer);
  const start = normalTensors(probeShapes, precision, source.seek(0, 0));
  try {
    const runs = [optimizer, changed].map((each) => new OptimizerRun(each, start));
    for (let step = 1; step <= 12; step++)
      for (const run of runs) run.step(normalTensors(probeShapes, precision, source.seek(1, step)), 2 ** -5, 0);
    return identical(runs[0].parameters, runs[1].parameters);
  } catch {
    return false;
  }
}
