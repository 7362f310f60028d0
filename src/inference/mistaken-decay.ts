import type { Optimizer } from '../optimizers/optimizer.ts';
import { isAddedToSmall } from './added-to-small.ts';
import type { Diagnosis } from './cause.ts';
import { type DecayEffect, type DecayProbe, decayEffects } from './decay-effects.ts';
import { missingDecay } from './decay-mistakes/missing.ts';
import { withoutOtherWeights } from './decay-mistakes/other-tensor.ts';
import { strayingDecay } from './decay-mistakes/straying.ts';
import { mistakenAlone, mistakenStrength } from './decay-mistakes/strength.ts';
import { dividedByMoment, mistakenOrigin, mistakenTerm, normalisedAlone } from './decay-mistakes/term.ts';
import { decayWithoutWeights } from './decay-mistakes/without-weights.ts';
import { agreementOf, type Trial } from './decay-trial.ts';
import { otherShapes } from './designed-decay.ts';
import { isVector } from './is-vector.ts';
import { tolerance } from './measuring-precision.ts';

/** The mistake that explains a decay of no convention and no design; `unexplained` where none does. */
export function mistakeOf(
  optimizer: Optimizer,
  measured: Trial,
  candidates: readonly Trial[],
  ranked: readonly Trial[],
  probe: DecayProbe,
): Diagnosis {
  const agreement = agreementOf(optimizer);
  if (candidates === ranked && sparesVectors(optimizer, measured, probe)) {
    const matrices = ({ effects }: Trial): DecayEffect[] => effects.filter(({ shape }) => !isVector(shape));
    for (const each of ranked.filter(({ stray }) => stray === measured.stray)) {
      const hypothesis = { ...each.hypothesis, exempt: isVector };
      const mistake = mistakenStrength(optimizer, hypothesis, agreement, probe, matrices(each));
      if (mistake?.cause === 'decay-times-constant' && isAddedToSmall(optimizer, agreement, probe, 0, isVector)) return added;
      if (mistake !== undefined) return { cause: mistake.cause, sentence: `vectors are left out, and ${mistake.sentence}` };
    }
    return strayingDecay(matrices(measured), measured.hypothesis);
  }
  const first = (name: (trial: Trial) => Diagnosis | undefined, among: readonly Trial[]): Diagnosis | undefined => {
    for (const each of among) {
      const mistake = name(each);
      if (mistake !== undefined) return mistake;
    }
    return undefined;
  };
  return (
    first(
      ({ hypothesis, effects }) => mistakenStrength(optimizer, hypothesis, agreement, probe, effects),
      candidates.filter(({ stray }) => stray === measured.stray),
    ) ??
    first(({ hypothesis }) => mistakenOrigin(optimizer, hypothesis, agreement, probe), candidates) ??
    missingDecay(optimizer, measured.effects, tolerance(optimizer, 1e-13, 1e-6), probe.fill ?? 0) ??
    first(({ hypothesis }) => mistakenTerm(optimizer, hypothesis, agreement, probe), ranked) ??
    first(({ hypothesis }) => dividedByMoment(optimizer, hypothesis, probe), ranked) ??
    unlessUnexplained(
      straying(optimizer, measured, probe.fill ?? 0),
      () =>
        mistakenAlone(optimizer, agreement, probe) ??
        normalisedAlone(optimizer, probe.fill) ??
        decayWithoutWeights(optimizer, probe.fill ?? 0),
    )
  );
}

/** What weighs as a gradient does in its own step, and comes back with the momentum, is no decay that is multiplied (Brock et al. 2021). */
const added: Diagnosis = {
  cause: 'unexplained',
  sentence: 'vectors are left out, and λw is added to the gradient of matrices after it was clipped or scaled',
};

/** What can be said of a decay that no simple rule reproduces. */
function straying(optimizer: Optimizer, { effects, hypothesis }: Trial, fill: number): Diagnosis {
  const said = strayingDecay(effects, hypothesis);
  if (said.cause !== 'decay-of-other-tensor') return said;
  const tensor = effects.find(({ stray }) => stray > 1e-6)!.tensor;
  return withoutOtherWeights(optimizer, tensor, fill) ?? said;
}

/** Whether vectors, whatever their place, and they alone are not decayed: a design, and no reason for what matrices do besides. */
function sparesVectors(optimizer: Optimizer, { effects, hypothesis }: Trial, probe: DecayProbe): boolean {
  const decays = ({ actual }: DecayEffect): boolean => actual.some((change) => change !== 0);
  // A matrix may wait at some steps, and a vector is left out at all of them.
  const sparing = (all: readonly DecayEffect[]): boolean =>
    all.every(({ tensor, shape }) => isVector(shape) !== all.some((each) => each.tensor === tensor && decays(each)));
  return sparing(effects) && sparing(Array.from(decayEffects(optimizer, hypothesis, { ...probe, shapes: otherShapes })));
}

/** A diagnosis, or where it says that nothing is known another one, if there is any. */
function unlessUnexplained(diagnosis: Diagnosis, otherwise: () => Diagnosis | undefined): Diagnosis {
  return diagnosis.cause === 'unexplained' ? (otherwise() ?? diagnosis) : diagnosis;
}
