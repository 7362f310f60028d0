import { decayEffects, type DecayEffect, type DecayProbe } from '../decay-effects.ts';
import type { DecayHypothesis } from '../decay-hypothesis.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { DecayDesign } from './decay-design.ts';

/** A factor between 0 and 1 that gradients set scales the decay as it scales the step. */
export const shareOfStep: DecayDesign = {
  source: 'Wortsman et al. 2023, StableAdamW: the clipped rate; Heo et al. 2021, AdamP: less where a step is projected',
  rank: 10,
  *propose({ optimizer, base, probe, reproduces }) {
    if (base.kind === 'coupled') return;
    const hypothesis: DecayHypothesis = { ...base, factor: 'share' };
    if (sparesMoving(optimizer, base, probe)) return;
    if (!reproduces(hypothesis)) return;
    const option = reducedBy(optimizer, base, probe);
    if (option !== undefined)
      yield {
        hypothesis,
        cause: 'decay-scaled-by-option',
        sentence: `the decay of a tensor is multiplied by ${option} at some steps, where the rule projects or thresholds its step`,
        value: option,
      };
    else if (dependsOnGradients(optimizer, base, probe))
      yield {
        hypothesis,
        cause: 'decay-share-of-step',
        sentence: 'the decay of a tensor is scaled by a factor of its step, between 0 and 1, that depends on the gradients',
      };
  },
};

/** Whether a tensor is never decayed, or not at all at a step that moves it, which is no share of its step. */
function sparesMoving(optimizer: Optimizer, base: DecayHypothesis, probe: DecayProbe): boolean {
  const effects = Array.from(decayEffects(optimizer, base, probe));
  const isSpared = ({ actual }: DecayEffect): boolean => actual.every((change) => change === 0);
  return effects.some((effect) => {
    const { tensor, step, before } = effect;
    if (!isSpared(effect)) return false;
    const ofTensor = effects.filter((other) => other.tensor === tensor);
    const next = ofTensor.find((other) => other.step === step + 1);
    return ofTensor.every(isSpared) || (next !== undefined && next.before.some((w, j) => w !== before[j]));
  });
}

/** A smaller share than this is no decay: an epsilon is no name for it. */
const leastShare = 1e-3;

/** Names of the options that are the strength of the decay wherever that is not 1. */
function reducedBy(optimizer: Optimizer, base: DecayHypothesis, probe: DecayProbe): string | undefined {
  const strengths = Array.from(decayEffects(optimizer, base, probe), ({ strength }) => strength);
  const other = strengths.filter((strength) => Math.abs(strength - 1) > 1e-6);
  const options = Object.entries(optimizer.hyperparameters ?? {}).filter(
    ([, value]) => value >= leastShare && other.every((strength) => Math.abs(strength - value) <= 1e-6),
  );
  if (options.length === 0 || other.length === 0 || other.length === strengths.length) return undefined;
  return options
    .map(([name]) => name)
    .sort()
    .join(' or ');
}

/** Whether the strengths are others beside other gradients, and the same beside gradients of another size: however they are read. */
function dependsOnGradients(optimizer: Optimizer, base: DecayHypothesis, probe: DecayProbe): boolean {
  const strengths = (more: DecayProbe): number[] =>
    Array.from(decayEffects(optimizer, base, { ...probe, ...more }), ({ strength }) => strength);
  const differs = (a: readonly number[], b: readonly number[], by: number): boolean =>
    a.some((x, i) => Math.abs(x - b[i]) > by * (1 + Math.abs(x)));
  return [false, true].every((straight) => {
    const [one, other, large] = [
      strengths({ straight }),
      strengths({ straight, series: 2 }),
      strengths({ straight, size: 2 ** 8 }),
    ];
    return differs(one, other, 1e-4) && !differs(one, large, 1e-3);
  });
}
