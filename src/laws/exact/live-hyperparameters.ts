import fc from 'fast-check';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Tensor } from '../../arithmetic/tensor.ts';
import { measuringPrecision } from '../../inference/measuring-precision.ts';
import { causes, type CauseId, type Diagnosis } from '../../inference/cause.ts';
import { inferOptions, isCount, otherValues, type OptionEffect } from '../../inference/options.ts';
import { identical, normalTensors, scaled } from '../../inference/probe-problem.ts';
import type { Profile } from '../../inference/profile.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream, type Stream } from '../../random/stream.ts';
import type { Law, LawContext } from '../law.ts';
import { exactConfigurations, type ExactConfiguration } from './drawn.ts';
import { exactLaw, type Measurement } from './exact-law.ts';
import { finish, type Measuring } from './in-flight.ts';
import { inBox, isDeafBelow, isProjected, isProportionalBelow, stepRatio } from './step-ratio.ts';

interface Configuration extends ExactConfiguration {
  /** Which one is changed. */
  readonly hyperparameter: string;
  /** Steps before it is changed; 0: it differs from the start. */
  readonly after: number;
}

/** Long enough that a momentum coefficient shows, and that rectified Adam leaves its warm-up. */
const stepsAfter = 12;

/** What acts late, beside something else, or not on the weights. */
const elsewhere: readonly OptionEffect[] = ['late', 'conditional', 'aside', 'not-varied'];

/** Enough coordinates that a change of sign shows in rules that see nothing else. */
const shapes = [[12, 6], [24]];

/** Every number that an optimizer accepts changes what it does, from the start and in the middle of a run. */
export const liveHyperparameters: Law = exactLaw<Configuration>({
  id: 'live-hyperparameters',
  claim:
    'Every hyperparameter that is accepted is used: another value gives another trajectory, also when it changes during a run.',
  formula:
    'h ≠ h′ ⇒ U(·; h) ≠ U(·; h′) within 12 steps, for λ and each declared hyperparameter; η acts on its own step, and where the rule is linear in it, in proportion; λ is not used where no decay is claimed',
  source: 'what users expect of any option; schedules change options during a run',
  domain:
    'every optimizer; hyperparameters are doubled or moved halfway to the other end of [0, 1], then divided by 1024, then 0',
  unit: '1 where a hyperparameter is dead',
  duration: 4,
  stage: 'synthetic-gradients',
  applies: () => true,
  configurations: (context) =>
    exactConfigurations(
      context.subject,
      { intrinsicLearningRate: { min: 0.05, max: 0.3 }, start: { min: 0.25, max: 4 }, orbit: 0 },
      { hyperparameter: fc.constantFrom(...changeable(context)), after: fc.integer({ min: 0, max: 5 }) },
    ),

  *measure({ subject: { optimizer, profile } }, configuration) {
    const { hyperparameter, learningRate } = configuration;
    if (['role', 'switch', 'coarse'].some((kind) => profile.findings[`${kind} ${hyperparameter}`] !== undefined))
      return { effect: 1, tolerance: 0, steps: 1 };
    const effect = effectOf(profile, hyperparameter);
    // What acts late, beside something else or not at all by design is a note, and what is dead is looked at here once more.
    if (effect !== undefined && elsewhere.includes(effect)) return alive(0);
    if (effect === 'at-start' && configuration.after > 0) return alive(0);
    const after = hyperparameter === 'learningRate' ? Math.max(configuration.after, profile.fill) : configuration.after;
    const source = stream(configuration.seed, 'live-hyperparameters');
    const drawn = normalTensors(shapes, measuringPrecision(optimizer), source.seek(0, 0), configuration.initScale);
    const isClamped = profile.rest?.cause === 'weights-clamped';
    const start = isClamped ? inBox(optimizer, drawn, learningRate) : drawn;
    const rated = hyperparameter === 'learningRate' && isMistaken(profile);
    if (rated) return { effect: 1, tolerance: 0, steps: 1, where: { late: true } };
    const isProportional = hyperparameter === 'learningRate' && proportional(profile);
    if (isProportional && isClamped) {
      // The first step leads into the box, whatever the rate is.
      if (after > 0 && isDeafBelow(optimizer, start, source, after, learningRate))
        return { effect: 1, tolerance: 0, steps: after + 2, where: { ratio: 1 } };
    } else if (isProportional) {
      const { ratio, rounding } = yield* stepRatio(optimizer, start, source, after, learningRate);
      // A step that is at most as long as the loss or the weights allow is in proportion to η where that is small.
      const isBounded = ratio > 1 && ratio < 2 && isProportionalBelow(optimizer, start, source, after, learningRate);
      if (!(Math.abs(ratio - 2) <= rounding) && !isBounded)
        return { effect: Math.abs(ratio - 2), tolerance: rounding, steps: after + 2, where: { ratio } };
    }
    const settled = { ...configuration, after };
    const first = yield* look(optimizer, profile, settled, start, source);
    if (first.effect === 0) return first;
    const others = [
      { size: 2 ** 10 },
      { size: 2 ** -10 },
      { bursts: true },
      ...(hyperparameter === 'learningRate' ? [] : [{ schedule: true }]),
    ];
    // Where a step is at most a share of the weights, a large rate is beyond that.
    const shorter = hyperparameter === 'learningRate' ? [{ ...settled, learningRate: learningRate * 2 ** -12 }] : [];
    const acts =
      others.some((more) => finish(look(optimizer, profile, settled, start, source, more)).effect === 0) ||
      shorter.some((other) => finish(look(optimizer, profile, other, start, source)).effect === 0);
    return acts || (effect === 'alive' && isStillAlive(optimizer, profile, hyperparameter)) ? alive(first.steps) : first;
  },

  diagnose: ({ subject: { optimizer, profile } }, { hyperparameter, after, learningRate }, { where }) => {
    const { findings } = profile;
    const named = ['role', 'switch', 'coarse', 'option']
      .map((kind) => findings[`${kind} ${hyperparameter}`])
      .find((each) => each);
    if (named !== undefined) return named;
    const when = `after ${after} ${after === 1 ? 'step' : 'steps'}`;
    if (where?.ratio !== undefined) {
      const sentence = `a learning rate that is doubled ${after === 0 ? 'from the start' : when} makes the step ${ratioInWords(where.ratio as number)} times as long, not twice: the schedule is not followed (a stale rate, or a change that counts twice)`;
      // Where the first step does not move anything the ratio is NaN, and the response says why.
      const reason =
        findings.momentum ?? (Number.isNaN(where.ratio) ? findings.response : undefined) ?? rateFinding(findings.core);
      if (reason === undefined && claimsOutside(profile) && (where.ratio as number) > 1.001 && (where.ratio as number) < 1.999)
        return {
          cause: 'rate-inside-momentum',
          sentence: `the learning rate acts inside the momentum buffer, where the contract says outside: ${sentence}`,
        };
      return reason ?? { cause: rateCause(optimizer, profile, where.ratio as number, learningRate), sentence };
    }
    if (where?.late === true) {
      const sentence =
        'a change of the learning rate does not act on its own step: the rate of an earlier step (or of the first instance) is used, not the scheduled one';
      return (
        rateFinding(findings.core) ??
        findings.rate ?? { cause: profile.rate === 'late' ? 'rate-previous' : 'unexplained', sentence }
      );
    }
    if (hyperparameter === 'weightDecay' && findings.decay !== undefined) return findings.decay;
    return after === 0
      ? {
          cause:
            hyperparameter === 'weightDecay' ? 'decay-dead' : hyperparameter === 'learningRate' ? 'rate-dead' : 'option-dead',
          sentence: `${hyperparameter} has no effect: it is accepted and never used`,
        }
      : {
          cause: frozen[hyperparameter] ?? 'option-frozen',
          sentence: `${hyperparameter} has no effect when it is changed ${when}: the value of the first step (or of the first instance) is kept`,
        };
  },
});

/** As many digits as it takes to tell it from 2. */
const ratioInWords = (ratio: number): number =>
  [4, 8, 12].map((digits) => Number(ratio.toPrecision(digits))).find((rounded) => rounded !== 2) ?? ratio;

/** What it is called where a schedule is not followed. */
const frozen: Readonly<Record<string, CauseId>> = { learningRate: 'rate-initial', weightDecay: 'decay-initial-decay' };

const alive = (steps: number): Measurement => ({ effect: 0, tolerance: 0, steps });

/** What measurement found of a hyperparameter. */
function effectOf({ options, rate, findings }: Profile, name: string): OptionEffect | undefined {
  if (name === 'learningRate')
    return findings.rate === undefined && (rate === 'never' || rate === 'first') ? 'conditional' : undefined;
  return options.find((option) => option.name === name)?.effect;
}

/** Whether an option that was seen to act still does: what waits for some circumstance acts under other gradients only. */
const isStillAlive = (optimizer: Optimizer, { fill, roles }: Profile, name: string): boolean =>
  inferOptions(optimizer, fill, roles.momentum).some((option) => option.name === name && option.effect === 'alive');

/** Whether measurement has found a mistake of the learning rate: some show under a long schedule only. */
function isMistaken({ findings: { rate, core } }: Profile): boolean {
  return [rate, rateFinding(core)].some(
    (finding) => finding !== undefined && ['mistake', 'universal'].includes(causes[finding.cause].kind),
  );
}

/** The finding, where it is one of the learning rate. */
function rateFinding(finding: Diagnosis | undefined): Diagnosis | undefined {
  return finding?.cause.startsWith('rate-') ? finding : undefined;
}

/** Why a doubled rate does not double the step: it is at its cap already, or counts otherwise. */
function rateCause(optimizer: Optimizer, { rate }: Profile, ratio: number, learningRate: number): CauseId {
  if (rate === 'late') return 'rate-previous';
  if (Math.abs(ratio - 1) < 1e-9) {
    const source = stream('live-hyperparameters', 'cap');
    const start = normalTensors(shapes, measuringPrecision(optimizer), source.seek(0, 0));
    const small = finish(stepRatio(optimizer, start, source, 3, learningRate * 2 ** -10));
    // A limit that weights and gradients set, as that of Polyak's step, is elsewhere where the weights are larger.
    const elsewhere = finish(stepRatio(optimizer, scaled(start, 2 ** 10), source, 3, learningRate));
    if (Math.abs(elsewhere.ratio - 2) <= elsewhere.rounding) return 'unexplained';
    return Math.abs(small.ratio - 2) <= small.rounding ? 'rate-capped' : 'rate-initial';
  }
  return ratio > 2 ? 'rate-change-compounds' : 'rate-previous';
}

/** Whether another value makes a difference, in steps on gradients of a size or with bursts, at a constant rate or under a schedule. */
function* look(
  optimizer: Optimizer,
  { roles, fill, period }: Profile,
  { hyperparameter, after, learningRate, weightDecay }: Configuration,
  start: readonly Tensor[],
  source: Stream,
  { size = 1, schedule = false, bursts = false }: { size?: number; schedule?: boolean; bursts?: boolean } = {},
): Measuring {
  const { hyperparameters: defaults = {} } = optimizer;
  const precision = measuringPrecision(optimizer);
  const [rate, decay] = [hyperparameter === 'learningRate' ? 2 : 1, hyperparameter === 'weightDecay' ? 2 : 1];
  const declared = hyperparameter in defaults;
  const others = declared ? otherValues(defaults[hyperparameter], isCount(optimizer, hyperparameter)) : [];
  const alternatives = declared ? others.map((value) => ({ [hyperparameter]: value })) : [{}];
  const absent = roles.momentum.filter((name) => defaults[name] === 0);
  const settings = absent.length === 0 ? [{}] : [{}, Object.fromEntries(absent.map((name) => [name, 0.5]))];
  let steps = 0;
  for (const [setting, changed] of settings.flatMap((given) => alternatives.map((other) => [given, other]))) {
    try {
      let run = new OptimizerRun(optimizer, start, setting);
      let other = new OptimizerRun(optimizer, start, after === 0 ? { ...setting, ...changed } : setting);
      for (let step = 1; step <= after + fill + stepsAfter; step++, steps += 2) {
        if (step === after + 1 && after > 0) [run, other] = [run.fork(), run.fork(changed)];
        const g = normalTensors(shapes, precision, source.seek(1, step), bursts && step % 7 === 0 ? 64 * size : size);
        const scheduled = schedule ? learningRate * (0.25 + ((step * 7) % 10) / 10) : learningRate;
        run.step(g, scheduled, weightDecay);
        if (step <= after) continue;
        other.step(g, scheduled * rate, weightDecay * decay);
        yield;
        if (!identical(run.parameters, other.parameters)) return alive(steps);
        if (rate !== 1 && step > fill && (step - fill - 1) % period === 0)
          return { effect: 1, tolerance: 0, steps, where: { late: true } };
      }
    } catch (thrown) {
      // A value that the optimizer refuses is no legal one; its own values must not throw.
      if (!declared) throw thrown;
    }
  }
  return { effect: 1, tolerance: 0, steps };
}

/** Whether the rate is said to be applied outside of the buffer, which holds of every rule that says so. */
function claimsOutside({ momentum }: Pick<Profile, 'momentum'>): boolean {
  return momentum?.from === 'contract' && momentum.value === 'rate-outside';
}

/** Rules whose whole step is η times something that η does not enter; what is projected moves less than its step. */
function proportional({ response, momentum, core, rest }: Profile): boolean {
  if (isProjected(rest)) return false;
  if (claimsOutside({ momentum })) return true;
  if (response === 'plain') return true;
  if (momentum?.value === 'rate-inside') return false;
  if (response === 'heavy-ball' || response === 'nesterov' || response === 'averaged') return true;
  if (core === undefined) return false;
  const { rate, bounded, limits } = core.sound;
  return rate === undefined && bounded === undefined && limits === undefined;
}

/** η, λ where it is claimed, and every declared number that can be told from another at all. */
function changeable({ subject: { optimizer, profile } }: LawContext): string[] {
  const names = Object.keys(optimizer.hyperparameters ?? {});
  const decays = profile.weightDecay.value === 'none' && profile.weightDecay.from === 'contract' ? [] : ['weightDecay'];
  return ['learningRate', ...decays, ...names];
}
