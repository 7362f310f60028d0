import fc from 'fast-check';
import { zeros } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { causes, type Diagnosis } from '../../inference/cause.ts';
import { hasMasters } from '../../inference/compensated.ts';
import { idleStep } from '../../inference/decay-deviation.ts';
import { predictStep } from '../../inference/predict-step.ts';
import { Settings } from '../../inference/decay-hypothesis.ts';
import { distance, identical, norm, normalTensors, plus, scaled } from '../../inference/probe-problem.ts';
import { stream } from '../../random/stream.ts';
import type { Law, Subject } from '../law.ts';
import {
  exactConfigurations,
  hyperparameterValues,
  machineEpsilon,
  multipliers,
  shapeListsFor,
  type ExactConfiguration,
} from './drawn.ts';
import { decayError, directionError, isLeftOut, type ComparedStep } from './decay-error.ts';
import { exactLaw, exemptionOf, type Measurement } from './exact-law.ts';
import { oneOfEachRow } from './one-of-each-row.ts';
import { isLost, shake } from './shake.ts';
import { causeOfMotion, idleMotion, idleSteps, type IdleMotion } from './standing-still.ts';

interface Configuration extends ExactConfiguration {
  readonly shapes: readonly (readonly number[])[];
  /** Steps with gradients before the first observed one, which fill the optimizer's buffers. */
  readonly warmUp: number;
  /** Whether gradients are zero from then on, or go on. */
  readonly gradient: 'zero' | 'normal';
  /** Observed steps. */
  readonly steps: number;
  readonly rates: readonly number[];
  readonly decays: readonly number[];
  readonly hyperparameters: Readonly<Record<string, number>>;
}

/** What inference found of a decay that runs of the law do not see, by the names of findings. */
const elsewhere = ['later decay', 'option decay', 'doubtful decay'];

/** What λ adds to a step is the decay that the contract states, tensor by tensor and under any schedule. */
export const zeroGradientDecay: Law = exactLaw<Configuration>({
  id: 'zero-gradient-decay',
  claim: 'Without a gradient parameters move by the stated weight decay alone, and beside a gradient λ adds exactly that.',
  formula:
    'coupled: U(w, g; λ) = U(w, g + λw; 0);  decoupled: U(w, g; λ) = U(w, g; 0) − ηλw or U((1 − ηλ)w, g; 0);  independent: … − λw;  at λ = 0, g = 0 nothing moves',
  source: 'Loshchilov & Hutter 2019, equations 2–5; the subject itself at λ = 0 is the reference',
  domain: 'every optimizer whose decay is separable; ηλ in [1e-3, 0.3], rates and decays changing from step to step',
  unit: 'error of the decay, relative to the decay',
  duration: 17,
  stage: 'synthetic-gradients',
  // Where nothing is there to move it, no optimizer may move anything, however its decay is entangled with its update.
  universal: true,
  applies: () => true,

  configurations: ({ subject }) =>
    exactConfigurations(
      subject,
      { intrinsicLearningRate: { min: 1e-3, max: 0.3 }, start: { min: 0.1, max: 10 }, orbit: 3 },
      {
        shapes: shapeListsFor(subject),
        warmUp: fc.constantFrom(0, 1, 3),
        gradient: fc.constantFrom<'zero' | 'normal'>('zero', 'normal'),
        rates: multipliers,
        decays: multipliers,
        steps: fc.integer({ min: 1, max: 20 }),
        hyperparameters: hyperparameterValues(subject),
      },
    ),

  *measure({ subject }, configuration) {
    const { seed, precision, shapes, warmUp, gradient, steps: observed, rates, decays } = configuration;
    const { learningRate, weightDecay, initScale, hyperparameters } = configuration;
    const source = stream(seed, 'zero-gradient-decay');
    const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
    const nothing = shapes.map((shape) => zeros(shape, precision));
    const rest = (values: typeof hyperparameters): ReturnType<typeof idleMotion> =>
      idleMotion(subject.optimizer, precision, { start, learningRate, hyperparameters: values });
    const moves = gradient === 'zero' ? yield* rest(hyperparameters) : undefined;
    // A value that was drawn here and that the rule divides by says nothing of the values that its author gives.
    const own = moves === 'to NaN' ? yield* rest({}) : moves;
    if (own === undefined && moves !== undefined) return sighted({ effect: 0, tolerance: 0, steps: 2 }, 0);
    if (moves === 'to float32' && hasMasters(subject.optimizer))
      return { effect: 0, tolerance: 0, steps: 2, unseen: roundedMasters };
    if (moves !== undefined) return { effect: Infinity, tolerance: 0, steps: 1, where: { moves } };

    const unseen = inseparable(subject);
    const { decay: found } = subject.profile.findings;
    // What was rebuilt with a mistake needs no separation.
    if (unseen !== undefined && found !== undefined && causes[found.cause].kind !== 'unknown')
      return { effect: 1, tolerance: 0, steps: idleSteps };
    if (unseen !== undefined) return { effect: 0, tolerance: 0, steps: idleSteps, unseen };
    // So late that no run here gets there, what a mistake does as well, or under a value that no run here has.
    if (elsewhere.some((name) => subject.profile.findings[name] !== undefined))
      return { effect: 1, tolerance: 0, steps: idleSteps, where: { later: true } };
    const run = new OptimizerRun(subject.optimizer, start, hyperparameters);
    const claimed = subject.profile.decay;
    const settings = new Settings();
    const origin = claimed.towardsStart === true ? start : undefined;
    // A factor that a rule has of its own may be a number of float32 whatever the weights are.
    const exact = claimed.strength === undefined ? 1e-9 : 2 ** -22;
    let worst = { effect: 0, tolerance: exact, steps: 0, where: {} as Record<string, unknown> };
    // A coupled decay that measurement found to be one at most steps: gradients of a prediction have λw in them already.
    const isDecidedOn = claimed.kind === 'coupled' && claimed.free === undefined && found === undefined;
    let [steps, compared] = [1, 0];
    const begin = Math.max(warmUp, subject.profile.fill);
    const leavesRows = subject.profile.notes.some(({ cause }) => cause === 'rows-left-alone');
    for (let step = 1; step <= begin + observed; step++) {
      const rate = learningRate * rates[(step - 1) % rates.length];
      const decay = weightDecay * decays[(step - 1) % decays.length];
      const setting = settings.next(rate, decay);
      const drawn = normalTensors(shapes, precision, source.seek(1, step));
      const atRest = step > begin && gradient === 'zero';
      const g = atRest ? (leavesRows ? oneOfEachRow(drawn, step) : nothing) : drawn;
      const { fill, period } = subject.profile;
      // What comes late is looked at in turns: a look costs twice as much as the step.
      const isLate = step > begin + 4 && (step + seed) % 3 !== 0;
      if (step <= fill || (step - fill - 1) % period !== 0 || isLate) {
        run.step(g, rate, decay);
        continue;
      }
      const idle = claimed.free === undefined ? undefined : idleStep(run, setting);
      // λw is added to a gradient in its own number format; what a rule makes of the rounding is no matter of the decay.
      const isShaken = claimed.kind === 'coupled' && precision === 'float32';
      const shaken = (isShaken ? [1, 2] : []).map((period) =>
        predictStep(
          run,
          shake(g, plus(g, decay, run.parameters), 2 * machineEpsilon(precision), period),
          setting,
          claimed,
          origin,
        ),
      );
      const before = scaled(run.parameters, 1);
      const prediction = predictStep(run, g, setting, claimed, origin);
      run.step(g, rate, decay);
      yield;
      const undecayed = prediction.undecayed();
      const predictions = prediction.predicted().map(({ parameters }) => parameters);
      const shakes = shaken.map((each) => each.predicted()[0].parameters);
      steps += 3;
      for (const [tensor, actual] of run.parameters.entries()) {
        // A vector is one row, or as many as it has entries.
        if (atRest && leavesRows && norm(g[tensor]) === 0 && identical([actual], [before[tensor]])) continue;
        if (!atRest && isLeftOut(run, tensor, g, { before, undecayed, learningRate: rate })) continue;
        // A run that diverges without decay as well says nothing of it.
        if (!(norm(undecayed[tensor]) < 2 ** 60) || !(norm(predictions[0][tensor]) < 2 ** 60))
          return sighted({ ...worst, steps }, compared);
        const compare: ComparedStep = {
          gradient: g[tensor],
          before: before[tensor],
          after: actual,
          undecayed: undecayed[tensor],
          predicted: predictions.map((each) => each[tensor]),
          shaken: shakes.map((each) => each[tensor]),
          idle: idle?.[tensor],
        };
        const exactness = { precision, exact, share: rate * decay };
        const plain = decayError(compare, claimed, exactness);
        const turned = plain.effect > plain.tolerance && isDecidedOn ? directionError(compare, claimed, exactness) : plain;
        if (turned === undefined) continue;
        // What is neither is said as it is.
        const { effect, tolerance, nominal, stored } = turned.effect > turned.tolerance ? plain : turned;
        // Where rounding is a share of the decay itself nothing can be said of it.
        if (isLost(configuration, subject, { effect, tolerance })) continue;
        compared += 1;
        if (effect / tolerance <= worst.effect / worst.tolerance) continue;
        // A decay of twice its strength is as far from what is claimed as none.
        const missing = distance(actual, undecayed[tensor]) <= 1e-6 * nominal + 64 * machineEpsilon(precision) * stored;
        // Of rows that rest where they have no gradient, one that has one rests by mistake.
        const rests =
          atRest && leavesRows && !missing && actual.data.some((w: number, j: number) => w === before[tensor].data[j]);
        const named = { ...(missing && { missing }), ...(rests && { rests }) };
        worst = { effect, tolerance, steps: 0, where: { step, tensor, shape: shapes[tensor], ...named } };
      }
    }
    return sighted({ ...worst, steps }, compared);
  },

  diagnose: (
    { subject },
    { seed, precision, warmUp, gradient, hyperparameters, shapes, learningRate, initScale },
    { where, effect },
  ) => {
    if (where?.moves !== undefined) {
      const start = normalTensors(shapes, precision, stream(seed, 'zero-gradient-decay').seek(0, 0), initScale);
      const rest = { start, learningRate, hyperparameters };
      return causeOfMotion(subject.optimizer, where.moves as IdleMotion, precision, rest);
    }
    const { findings } = subject.profile;
    if (where?.later === true) return elsewhere.map((name) => findings[name]).find((each) => each !== undefined)!;
    const isClaimed = subject.profile.weightDecay.from === 'contract';
    // What nothing explains is not what a contract says either, unless it may be.
    const isUnexplained = findings.decay?.cause !== 'ambiguous';
    if (findings.decay !== undefined && isClaimed && isUnexplained && causes[findings.decay.cause].kind === 'unknown')
      return {
        cause: 'claim-false',
        sentence: `${findings.decay.sentence}, where the contract claims ${subject.profile.weightDecay.value} decay`,
      };
    if (findings.decay !== undefined) return findings.decay;
    const changed = Object.entries(hyperparameters).filter(
      ([name, value]) => subject.optimizer.hyperparameters?.[name] !== value,
    );
    const setting = changed.map(([name, value]) => ` at ${name} = ${value}`).join('');
    const relative = where!.missing === true ? 'is missing' : `is off by ${(100 * effect).toPrecision(3)} % of itself`;
    const isOfRows = subject.profile.notes.some(({ cause }) => cause === 'rows-left-alone');
    const given =
      gradient !== 'zero' ? 'non-zero gradients' : isOfRows ? 'zero gradients but for one entry of each row' : 'zero gradients';
    const sentence = `the decay of tensor ${where!.tensor} (shape [${where!.shape}]) ${relative} at step ${where!.step}${setting}, with ${given} after ${warmUp} steps of warm-up and ${shapes.length} ${shapes.length === 1 ? 'tensor' : 'tensors'}`;
    const small = smallAt(subject, gradient === 'zero', isClaimed && relative === 'is missing');
    if (small !== undefined) return { ...small, sentence: `${sentence}; ${small.sentence}` };
    if (relative === 'is missing' && setting !== '') return { cause: 'decay-skips-without-momentum', sentence };
    if (relative === 'is missing' && gradient === 'zero') return { cause: 'decay-skips-zero-gradient', sentence };
    if (relative === 'is missing') return { cause: 'decay-skips-steps', sentence };
    if (where!.rests === true)
      return { cause: 'decay-skips-entries', sentence: `${sentence}: entries rest in rows that have a gradient` };
    // Whether a factor of all tensors is one of the decay, too, a claim of it does not say.
    const isSaid = isClaimed && subject.optimizer.contract?.commonFactor !== true;
    return { cause: isSaid ? 'claim-false' : 'unexplained', sentence };
  },
});

/** What a tolerance of gradients does at rest, which no mistake of the decay need be; a decay that is claimed has to be there. */
function smallAt({ profile: { findings } }: Subject, isAtRest: boolean, isDenied: boolean): Diagnosis | undefined {
  return isAtRest && !isDenied ? findings['small gradients'] : undefined;
}

const roundedMasters = 'weights are those of masters in the state, rounded to a shorter format';

/** Why what λ adds is not looked at; `undefined`: it is. */
function inseparable(subject: Subject): string | undefined {
  const { profile, optimizer } = subject;
  const exemption = exemptionOf(subject, 'zero-gradient-decay');
  if (exemption !== undefined) return `the decay was not looked at: ${exemption}`;
  const { decay } = profile.findings;
  return profile.symmetry.value?.learningRate === 0 &&
    decay !== undefined &&
    causes[decay.cause].kind === 'unknown' &&
    optimizer.contract?.weightDecay === undefined
    ? 'the decay was not looked at: the update is normalised by the weights, so that the two cannot be told apart'
    : undefined;
}

/** A measurement that says so where no tensor was compared at any step. */
function sighted(measurement: Measurement, compared: number): Measurement {
  if (compared > 0) return measurement;
  return { ...measurement, unseen: 'the decay is lost in the rounding of the steps, or in a run that diverges', blind: true };
}
