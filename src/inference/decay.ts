import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { DecayOrder, Optimizer, WeightDecayKind } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import { distance, norm, normalTensors, plus, probeShapes, scaled } from './probe-problem.ts';

/** A way in which λ can enter a step. */
export interface DecayHypothesis {
  readonly kind: WeightDecayKind;
  readonly order: DecayOrder;
}

/** The ways that are conventions. Plain SGD's coupled and decoupled decay are the same numbers, so several may fit. */
export const decayHypotheses: readonly DecayHypothesis[] = [
  { kind: 'coupled', order: 'before' },
  { kind: 'decoupled', order: 'before' },
  { kind: 'decoupled', order: 'after' },
  { kind: 'independent', order: 'before' },
  { kind: 'independent', order: 'after' },
  { kind: 'none', order: 'before' },
];

/**
 * Where a step would lead under a hypothesis, by the subject's own update at λ = 0, forked from its present state:
 *
 *     coupled      U(w, g + λw; 0)
 *     decoupled    U(w, g; 0) − ηλ w        (before),   (1 − ηλ) U(w, g; 0)   (after)
 *     independent  the same with λ for ηλ
 *     none         U(w, g; 0)
 *
 * so no reference implementation is needed: the subject is compared with itself.
 */
export function predictStep(
  run: OptimizerRun,
  gradients: readonly Tensor[],
  learningRate: number,
  weightDecay: number,
  { kind, order }: DecayHypothesis,
): readonly Tensor[] {
  const twin = run.fork();
  if (kind === 'coupled') {
    twin.step(plus(gradients, weightDecay, run.parameters), learningRate, 0);
    return twin.parameters;
  }
  twin.step(gradients, learningRate, 0);
  const rate = kind === 'none' ? 0 : kind === 'decoupled' ? learningRate * weightDecay : weightDecay;
  return order === 'after' ? scaled(twin.parameters, 1 - rate) : plus(twin.parameters, -rate, run.parameters);
}

/** What λ does to a step, as measured. */
export interface DecayReading {
  /** Hypotheses that explain every step of every tensor. */
  readonly matching: readonly DecayHypothesis[];
  /** The hypothesis nearest to the measurement when none matches, else the first that does. */
  readonly nearest: DecayHypothesis;
  /** What deviates from the nearest (or claimed) hypothesis, in words. */
  readonly finding?: string;
}

const steps = 10;
/** Powers of two times short fractions: a rate or decay that is remembered from an earlier step cannot coincide with a later one. */
const learningRates = [0.1, 0.05, 0.075, 0.025, 0.2, 0.0625, 0.15, 0.125, 0.03, 0.09];
const weightDecays = [0.3, 0.3, 0.2, 0.25, 0.25, 0.4, 0.15, 0.35, 0.3, 0.1];
const agreement = 1e-6;

/** One tensor at one step: what λ added, and what the hypothesis says it should have added. */
interface Effect {
  readonly step: number;
  readonly tensor: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Entry by entry, actual and nominal change due to λ. */
  readonly actual: readonly number[];
  readonly nominal: readonly number[];
  /** ⟨actual, nominal⟩/⟨nominal, nominal⟩: 1 where the decay is as claimed. */
  readonly strength: number;
  /** ‖actual − nominal‖/‖nominal‖. */
  readonly error: number;
}

/**
 * Measures how λ enters, over ten steps with changing rate and decay, from the subject's own states.
 *
 * @param claimed when given, the finding speaks about the deviation from it; otherwise about the nearest convention
 */
export function inferDecay(optimizer: Optimizer, claimed?: Partial<DecayHypothesis>): DecayReading {
  const effects = decayHypotheses.map((hypothesis) => ({ hypothesis, effects: measure(optimizer, hypothesis) }));
  const scored = effects.map(({ hypothesis, effects: list }) => ({
    hypothesis,
    effects: list,
    worst: Math.max(...list.map(({ error }) => error)),
    median: list.map(({ error }) => error).sort((a, b) => a - b)[Math.floor(list.length / 2)],
  }));
  const matching = scored.filter(({ worst }) => worst <= agreement).map(({ hypothesis }) => hypothesis);
  const fits = ({ hypothesis }: { hypothesis: DecayHypothesis }): boolean =>
    (claimed?.kind === undefined || hypothesis.kind === claimed.kind) &&
    (claimed?.order === undefined || hypothesis.order === claimed.order);
  const candidates = scored.filter(({ hypothesis }) => hypothesis.kind !== 'none').sort((a, b) => a.median - b.median);
  const nearest = matching[0] ?? candidates[0].hypothesis;
  const subject = candidates.find(fits);
  if (
    claimed?.kind !== undefined
      ? matching.some((hypothesis) => fits({ hypothesis })) || subject === undefined
      : matching.length > 0
  )
    return { matching, nearest };
  const convention = matching[0];
  const explained = describe(optimizer, subject ?? candidates[0]);
  return { matching, nearest, finding: convention === undefined ? explained : conventionSentence(convention, claimed) };
}

/** The hyperparameters of a step. */
type Setting = Pick<Effect, 'step' | 'learningRate' | 'weightDecay'>;

/**
 * Runs the subject and compares each of its steps with the hypothesis.
 *
 * @param strength the hypothesis is tried at this multiple of λ
 */
function measure(optimizer: Optimizer, hypothesis: DecayHypothesis, strength: (setting: Setting) => number = () => 1): Effect[] {
  const source = stream('inference', 'decay');
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, 'float64', source.seek(0, 0)));
  const effects: Effect[] = [];
  for (let step = 1; step <= steps; step++) {
    const [learningRate, weightDecay] = [learningRates[step - 1], weightDecays[step - 1]];
    const gradients = normalTensors(probeShapes, 'float64', source.seek(1, step));
    const undecayed = predictStep(run, gradients, learningRate, weightDecay, { kind: 'none', order: 'before' });
    const predicted = predictStep(
      run,
      gradients,
      learningRate,
      weightDecay * strength({ step, learningRate, weightDecay }),
      hypothesis,
    );
    run.step(gradients, learningRate, weightDecay);
    for (const [tensor, { data }] of run.parameters.entries()) {
      const actual = Array.from(data, (w, j) => w - undecayed[tensor].data[j]);
      const nominal = Array.from(predicted[tensor].data, (w, j) => w - undecayed[tensor].data[j]);
      const square = nominal.reduce((sum, x) => sum + x * x, 0);
      const across = nominal.reduce((sum, x, j) => sum + x * actual[j], 0);
      // Where nothing is predicted to change ('none'), the error is the change itself, relative to the weights.
      const scale = square > 0 ? Math.sqrt(square) : norm(run.parameters[tensor]);
      const error = distance({ data, shape: [] }, predicted[tensor]) / scale;
      effects.push({
        step,
        tensor,
        learningRate,
        weightDecay,
        actual,
        nominal,
        strength: square > 0 ? across / square : NaN,
        error,
      });
    }
  }
  return effects;
}

/** A rule for the strength of the decay relative to the nominal one, and the sentence that names it. */
type Rule = readonly [(setting: Setting) => number, string];

/** Mistakes that have a simple rule. */
function rulesOf(nominal: string): Rule[] {
  const previous = (step: number, list: readonly number[]): number => list[Math.max(0, step - 2)];
  const constants = [1.01, 1.02, 1.05, 1.1, 1.2, 1.25, 1.5, 3, 4, 10, 0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95];
  return [
    [({ learningRate }) => 1 / learningRate, 'the decay is not multiplied by the learning rate: it is λ a step, not ηλ'],
    [({ learningRate }) => learningRate, 'the decay is multiplied by the learning rate twice: it is η²λ a step, not ηλ'],
    [({ learningRate }) => learningRates[0] / learningRate, 'the decay uses the initial learning rate, not the scheduled one'],
    [
      ({ learningRate, step }) => previous(step, learningRates) / learningRate,
      "the decay uses the previous step's learning rate",
    ],
    [({ weightDecay }) => weightDecays[0] / weightDecay, 'the decay uses the initial weight decay, not the scheduled one'],
    [
      ({ learningRate, step }) => learningRate / Math.max(...learningRates.slice(0, step)),
      'the decay is η²λ/max η a step (corrected decay, as in AdamC)',
    ],
    [() => probeShapes.length, `the decay is applied once for every tensor: ${probeShapes.length} times over`],
    [() => 2, `the decay is applied twice: it is 1 − 2${nominal} a step`],
    [() => -1, `the decay has the wrong sign: weights grow by 1 + ${nominal} a step`],
    ...constants.map((k): Rule => [() => k, `the decay per step is 1 − ${k}${nominal}, where 1 − ${nominal} is claimed`]),
  ];
}

/** "the decay …": the rule that reproduces what was measured, if there is a simple one. */
function describe(
  optimizer: Optimizer,
  { hypothesis, effects }: { hypothesis: DecayHypothesis; effects: readonly Effect[] },
): string {
  const tensors = [...new Set(effects.map(({ tensor }) => tensor))];
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * (1 + Math.abs(b));
  const negligible = (x: number): boolean => Math.abs(x) <= 1e-13;
  const dead = (effect: Effect): boolean => effect.actual.every(negligible);
  if (effects.every(dead)) return 'weight decay has no effect: λ is accepted and never applied';

  const undecayed = tensors.filter((tensor) => effects.filter((effect) => effect.tensor === tensor).every(dead));
  if (undecayed.length > 0)
    return `tensor ${undecayed.join(', ')} (shape ${undecayed.map((i) => `[${probeShapes[i]}]`).join(', ')}) is not decayed`;

  const idle = [...new Set(effects.map(({ step }) => step))].filter((step) =>
    effects.filter((effect) => effect.step === step).every(dead),
  );
  if (idle.length > 0) return `the decay is skipped at some steps (step ${idle.join(', ')} of ${steps})`;

  const partial = effects.find((effect) => effect.actual.some((x, j) => negligible(x) && Math.abs(effect.nominal[j]) > 1e-9));
  if (partial !== undefined) {
    return `${partial.actual.filter(negligible).length} of the ${partial.actual.length} entries of tensor ${partial.tensor} are not decayed`;
  }

  const nominal = hypothesis.kind === 'independent' ? 'λ' : 'ηλ';
  for (const [rule, sentence] of rulesOf(nominal)) {
    if (measure(optimizer, hypothesis, rule).every(({ error }) => error <= agreement)) return sentence;
  }

  const parallel = effects.every(({ actual, nominal: expected, strength }) =>
    actual.every((x, j) => Math.abs(x - strength * expected[j]) <= 1e-6 * (1e-3 + Math.abs(strength * expected[j]))),
  );
  if (!parallel) return 'what λ adds to a step is not proportional to the weights: no convention of weight decay explains it';
  const byTensor = tensors.map((tensor) => effects.find((effect) => effect.tensor === tensor)!.strength);
  if (effects.every((effect) => near(effect.strength, byTensor[effect.tensor]))) {
    return byTensor.every((strength) => near(strength, byTensor[0]))
      ? `the decay per step is 1 − ${round(byTensor[0])}${nominal}, where 1 − ${nominal} is claimed`
      : `tensors are decayed with different strengths: ${byTensor.map(round).join(', ')} times ${nominal}`;
  }
  const first = effects.filter(({ tensor }) => tensor === 0).slice(0, 4);
  return `the strength of the decay varies from step to step: ${first.map(({ strength }) => round(strength)).join(', ')}, … times ${nominal}`;
}

/** What the subject does instead of what its contract claims. */
function conventionSentence({ kind, order }: DecayHypothesis, claimed: Partial<DecayHypothesis> | undefined): string {
  if (kind === 'none') return 'weight decay has no effect: λ is accepted and never applied';
  if (kind === 'independent') return 'the decay is not multiplied by the learning rate: it is λ a step, not ηλ';
  if (kind === 'decoupled' && order === 'after' && claimed?.order !== 'after')
    return 'the decay is applied after the update, so it shrinks the update too';
  return kind === 'coupled'
    ? 'the decay is coupled: λw is added to the gradient, where the contract says it is not'
    : `the decay is decoupled: weights are multiplied by 1 − ηλ beside the update, where the contract says λw is added to the gradient`;
}

function round(x: number): string {
  return String(Number(x.toPrecision(4)));
}
