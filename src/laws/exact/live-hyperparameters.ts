import fc from 'fast-check';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Tensor } from '../../arithmetic/tensor.ts';
import { measuringPrecision } from '../../inference/measuring-precision.ts';
import { momentumSwitchedOn } from '../../inference/momentum-coefficients.ts';
import { distance, identical, norm, normalTensors } from '../../inference/probe-problem.ts';
import type { Profile } from '../../inference/profile.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream, type Stream } from '../../random/stream.ts';
import type { Law, LawContext } from '../law.ts';
import { exactConfigurations, machineEpsilon, type ExactConfiguration } from './drawn.ts';
import { exactLaw } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  /** Which one is changed. */
  readonly hyperparameter: string;
  /** Steps before it is changed; 0: it differs from the start. */
  readonly after: number;
}

/** Long enough that a momentum coefficient shows, and that rectified Adam leaves its warm-up. */
const stepsAfter = 12;

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

  measure: ({ subject: { optimizer, profile } }, configuration) => {
    const { seed, hyperparameter, learningRate, weightDecay, initScale } = configuration;
    // An initial value (of an accumulator) is used at the start and never again.
    const after = /^init/i.test(hyperparameter) ? 0 : configuration.after;
    const source = stream(seed, 'live-hyperparameters');
    const precision = measuringPrecision(optimizer);
    const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
    const defaults = optimizer.hyperparameters ?? {};
    const declared = hyperparameter in defaults;
    const [rate, decay] = [hyperparameter === 'learningRate' ? 2 : 1, hyperparameter === 'weightDecay' ? 2 : 1];
    if (hyperparameter === 'learningRate' && proportional(profile)) {
      const { ratio, rounding } = stepRatio(optimizer, start, source, after, learningRate);
      if (!(Math.abs(ratio - 2) <= rounding))
        return { effect: Math.abs(ratio - 2), tolerance: rounding, steps: after + 2, where: { ratio } };
    }
    const alternatives = declared ? otherValues(defaults[hyperparameter]).map((value) => ({ [hyperparameter]: value })) : [{}];
    const withMomentum = momentumSwitchedOn(optimizer);
    const settings = Object.keys(withMomentum).length === 0 ? [{}] : [{}, withMomentum];
    let steps = 0;
    for (const [setting, changed] of settings.flatMap((given) => alternatives.map((other) => [given, other]))) {
      let run = new OptimizerRun(optimizer, start, setting);
      let other = new OptimizerRun(optimizer, start, after === 0 ? { ...setting, ...changed } : setting);
      for (let step = 1; step <= after + stepsAfter; step++, steps += 2) {
        if (step === after + 1 && after > 0) [run, other] = [run.fork(), run.fork(changed)];
        const g = normalTensors(shapes, precision, source.seek(1, step));
        run.step(g, learningRate, weightDecay);
        if (step <= after) continue;
        other.step(g, learningRate * rate, weightDecay * decay);
        if (!identical(run.parameters, other.parameters)) return { effect: 0, tolerance: 0, steps };
        if (rate !== 1) return { effect: 1, tolerance: 0, steps, where: { late: true } };
      }
    }
    return { effect: 1, tolerance: 0, steps };
  },

  diagnose: ({ subject }, { hyperparameter, after }, { where }) =>
    where?.ratio !== undefined
      ? (subject.profile.findings.momentum ??
        // Where the first step does not move anything the ratio is NaN, and the response says why.
        (Number.isNaN(where.ratio) ? subject.profile.findings.response : undefined) ??
        `a learning rate that is doubled ${after === 0 ? 'from the start' : `after ${after} ${after === 1 ? 'step' : 'steps'}`} makes the step ${Number((where.ratio as number).toPrecision(4))} times as long, not twice: the schedule is not followed (a stale rate, or a change that counts twice)`)
      : where?.late === true
        ? 'a change of the learning rate does not act on its own step: the rate of an earlier step (or of the first instance) is used, not the scheduled one'
        : hyperparameter === 'weightDecay' && subject.profile.findings.decay !== undefined
          ? subject.profile.findings.decay
          : after === 0
            ? `${hyperparameter} has no effect: it is accepted and never used`
            : `${hyperparameter} has no effect when it is changed after ${after} ${after === 1 ? 'step' : 'steps'}: the value of the first step (or of the first instance) is kept`,
});

/** Rules whose whole step is η times something that η does not enter. */
function proportional({ response, momentum, stepSizes }: Profile): boolean {
  const linear =
    response === 'plain' ||
    ((response === 'heavy-ball' || response === 'nesterov' || response === 'averaged') && momentum?.value !== 'rate-inside');
  return linear || (stepSizes?.family !== undefined && momentum?.value !== 'rate-inside');
}

/** Length of the next step at 2η over that at η, from the same state, without decay, and how far rounding may take it from 2. */
function stepRatio(
  optimizer: Optimizer,
  start: readonly Tensor[],
  source: Stream,
  after: number,
  learningRate: number,
): { ratio: number; rounding: number } {
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, start);
  for (let step = 1; step <= after; step++) run.step(normalTensors(shapes, precision, source.seek(1, step)), learningRate, 0);
  const g = normalTensors(shapes, precision, source.seek(1, after + 1));
  const [length, doubled] = [1, 2].map((rate) => {
    // A fresh instance is made fresh twice: a copy of one that has not stepped yet shares nothing with it but its start.
    const next = after === 0 ? new OptimizerRun(optimizer, start) : run.fork();
    next.step(g, learningRate * rate, 0);
    return Math.sqrt(next.parameters.reduce((sum, tensor, i) => sum + distance(tensor, run.parameters[i]) ** 2, 0));
  });
  // Every weight is rounded once in each of the two steps, and the rule itself rounds a few times.
  const weights = Math.sqrt(run.parameters.reduce((sum, tensor) => sum + norm(tensor) ** 2, 0));
  const rounding = 16 * machineEpsilon(precision) * (1 + weights / (length || 1));
  return { ratio: doubled / length, rounding: Math.max(1e-6, rounding) };
}

/** η, λ where it is claimed, and every declared number that can be told from another at all. */
function changeable({ subject: { optimizer, profile } }: LawContext): string[] {
  const names = Object.keys(optimizer.hyperparameters ?? {});
  const decays = profile.weightDecay.value === 'none' && profile.weightDecay.from === 'contract' ? [] : ['weightDecay'];
  return ['learningRate', ...decays, ...names];
}

/**
 * Values that differ clearly, the most ordinary one first; a hyperparameter is dead when none of them makes a difference. Epsilons
 * and lower clamps go far above any gradient, coefficients in [0, 1) halfway to the other end, everything else is doubled; then
 * switches are turned and upper clamps are made to act.
 */
function otherValues(value: number): number[] {
  if (value === 0) return [0.5, 1];
  if (value < 0.01) return [1024];
  return [value >= 1 ? value * 2 : value >= 0.5 ? value / 2 : value + (1 - value) / 2, value / 1024, 0];
}
