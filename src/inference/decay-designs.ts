import type { Optimizer } from '../optimizers/optimizer.ts';
import type { CauseId } from './cause.ts';
import { decayEffects, explains, type DecayHypothesis, type DecayProbe, type Setting } from './decay-effects.ts';

/** A published way to decay that is a convention with something more to it. */
export interface DecayDesign {
  readonly hypothesis: DecayHypothesis;
  readonly cause: CauseId;
  readonly sentence: string;
  readonly value?: number | string;
}

/** Tensors in another order and of other sizes, to tell a rule of dimensions from one of positions. */
const otherShapes: readonly (readonly number[])[] = [[6], [2, 3], [2, 2, 2], [3], [5, 2]];

/** Tensors of fewer than two dimensions. */
export const isVector = (shape: readonly number[]): boolean => shape.length < 2;

/** Strengths that follow the schedule otherwise than ηλ does, with their sources. */
const scheduled: readonly (readonly [CauseId, string, (setting: Setting) => number])[] = [
  [
    // Defazio 2025, AdamC.
    'decay-corrected',
    'the decay is η²λ/max η a step (corrected decay, as in AdamC)',
    ({ learningRate, peakLearningRate }) => learningRate / peakLearningRate,
  ],
  [
    // Loshchilov & Hutter 2019, algorithm 2: the multiplier of the schedule times λ.
    'decay-reference-rate',
    'the decay is λη/η₁ a step: it follows the schedule relative to the first learning rate',
    ({ firstLearningRate }) => 1 / firstLearningRate,
  ],
  [
    'decay-reference-rate',
    'the decay is λη/max η a step: it follows the schedule relative to the largest learning rate so far',
    ({ peakLearningRate }) => 1 / peakLearningRate,
  ],
];

/**
 * The published design that reproduces every step of a decay which no plain convention explains, if there is one.
 *
 * @param bases conventions to start from, the likeliest first
 * @param agreement largest error relative to the decay
 */
export function designedDecay(
  optimizer: Optimizer,
  bases: readonly DecayHypothesis[],
  agreement: number,
  probe: DecayProbe,
): DecayDesign | undefined {
  const reproduces = (hypothesis: DecayHypothesis): boolean =>
    explains(optimizer, hypothesis, agreement, probe) &&
    explains(optimizer, hypothesis, agreement, { ...probe, shapes: otherShapes, series: 1 });
  for (const base of bases) {
    const design = [...variants(base), ...scaledByOption(optimizer, base, probe)].find(({ hypothesis }) =>
      reproduces(hypothesis),
    );
    if (design !== undefined) return design;
  }
  for (const base of bases) {
    const design = measured(optimizer, base, agreement, probe, reproduces);
    if (design !== undefined) return design;
  }
  return undefined;
}

function* variants(base: DecayHypothesis): Generator<DecayDesign> {
  yield {
    hypothesis: { ...base, exempt: isVector },
    cause: 'decay-vectors-exempt',
    sentence: 'vectors are not decayed: tensors of fewer than two dimensions are left out',
  };
  if (base.kind === 'coupled') return;
  yield {
    // Chen et al. 2025, cautious weight decay.
    hypothesis: { ...base, mask: 'cautious' },
    cause: 'decay-masked',
    sentence: 'an entry is decayed only where the update shrinks it too (cautious decay)',
  };
  if (base.kind !== 'decoupled') return;
  for (const exempt of [undefined, isVector])
    for (const [cause, sentence, strength] of scheduled)
      yield { hypothesis: { ...base, strength, ...(exempt && { exempt }) }, cause, sentence };
}

/** A constant factor that an option sets: λη/η₀ with a reference rate η₀, or a multiplier of the decay. */
function* scaledByOption(optimizer: Optimizer, base: DecayHypothesis, probe: DecayProbe): Generator<DecayDesign> {
  if (base.kind === 'coupled') return;
  const factor = factorOf(optimizer, base, probe);
  if (factor === undefined || factor <= 0) return;
  for (const [name, value] of Object.entries(optimizer.hyperparameters ?? {})) {
    if (value === 0) continue;
    const doubled = { ...optimizer, hyperparameters: { ...optimizer.hyperparameters, [name]: 2 * value } };
    const moved = factorOf(doubled, base, probe);
    if (moved === undefined) continue;
    const halves = Math.abs(moved / factor - 0.5) < 1e-6;
    if (!halves && !(Math.abs(moved / factor - 2) < 1e-6)) continue;
    yield {
      hypothesis: { ...base, strength: () => factor },
      cause: halves ? 'decay-reference-rate' : 'decay-scaled-by-option',
      sentence: `the decay is ${Number(factor.toPrecision(4))} times ${base.kind === 'independent' ? 'λ' : 'ηλ'}, and ${halves ? `inversely proportional to ${name}: a reference rate` : `proportional to ${name}`}`,
      value: Number(factor.toPrecision(6)),
    };
  }
}

/** The strength of the decay, if it is the same at each step and for each tensor. */
function factorOf(optimizer: Optimizer, base: DecayHypothesis, probe: DecayProbe): number | undefined {
  let factor: number | undefined;
  try {
    for (const { strength, stray, step } of decayEffects(optimizer, base, probe)) {
      if (!(stray < 1e-6)) return undefined;
      factor ??= strength;
      if (Math.abs(strength - factor) > 1e-6 * Math.abs(factor)) return undefined;
      if (step > (probe.fill ?? 0) + 3) break;
    }
  } catch {
    return undefined;
  }
  return factor;
}

/** Factors that cannot be predicted, and what they have to be like. */
function measured(
  optimizer: Optimizer,
  base: DecayHypothesis,
  agreement: number,
  probe: DecayProbe,
  reproduces: (hypothesis: DecayHypothesis) => boolean,
): DecayDesign | undefined {
  if (base.kind === 'coupled') return undefined;
  const share: DecayHypothesis = { ...base, factor: 'share' };
  if (reproduces(share) && dependsOnGradients(optimizer, base, probe)) {
    return {
      hypothesis: share,
      cause: 'decay-share-of-step',
      sentence: 'the decay of a tensor is scaled by a factor of its step, between 0 and 1, that depends on the gradients',
    };
  }
  const shape: DecayHypothesis = { ...base, factor: 'shape' };
  if (reproduces(shape) && followsShape(optimizer, base, agreement, probe)) {
    return {
      hypothesis: shape,
      cause: 'decay-scaled-by-shape',
      sentence: 'the decay of a tensor is scaled by a factor of its shape',
    };
  }
  return undefined;
}

/** Whether the strengths are others beside other gradients, and the same beside gradients of another size. */
function dependsOnGradients(optimizer: Optimizer, base: DecayHypothesis, probe: DecayProbe): boolean {
  const strengths = (more: DecayProbe): number[] =>
    Array.from(decayEffects(optimizer, base, { ...probe, ...more }), ({ strength }) => strength);
  const [one, other, large] = [strengths({}), strengths({ series: 2 }), strengths({ size: 2 ** 8 })];
  const differs = (a: readonly number[], b: readonly number[], by: number): boolean =>
    a.some((x, i) => Math.abs(x - b[i]) > by * (1 + Math.abs(x)));
  return differs(one, other, 1e-4) && !differs(one, large, 1e-3);
}

/** Whether strengths are the same at every step, and a function of the shape alone, wherever a tensor stands. */
function followsShape(optimizer: Optimizer, base: DecayHypothesis, agreement: number, probe: DecayProbe): boolean {
  const shapes = [[4, 3], [5], [3, 2], [4, 3], [2, 6], [5]];
  const byShape = new Map<string, number>();
  for (const list of [shapes, shapes.toReversed()]) {
    for (const { shape, strength } of decayEffects(optimizer, base, { ...probe, shapes: list })) {
      const known = byShape.get(String(shape));
      if (known !== undefined && Math.abs(known - strength) > agreement * Math.abs(known)) return false;
      byShape.set(String(shape), strength);
    }
  }
  const values = [...byShape.values()];
  return values.every((value) => value > 0) && Math.max(...values) > Math.min(...values) * (1 + 1e3 * agreement);
}
