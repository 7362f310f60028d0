import fc from 'fast-check';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { identical, normalTensors } from '../../inference/probe-problem.ts';
import { stream } from '../../random/stream.ts';
import type { Law, LawContext } from '../law.ts';
import { exactConfigurations, type ExactConfiguration } from './drawn.ts';
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
    'h ≠ h′ ⇒ U(·; h) ≠ U(·; h′) within 12 steps, for η, λ and each declared hyperparameter; λ is not used where no decay is claimed',
  source: 'what users expect of any option; schedules change options during a run',
  domain: 'every optimizer; hyperparameters are doubled, or moved halfway to the next end of [0, 1]',
  unit: '1 where a hyperparameter is dead',
  stage: 'synthetic-gradients',
  applies: () => true,
  configurations: (context) =>
    exactConfigurations(
      context.subject.profile,
      { intrinsicLearningRate: { min: 0.05, max: 0.3 }, start: { min: 0.25, max: 4 }, orbit: 0 },
      { hyperparameter: fc.constantFrom(...changeable(context)), after: fc.integer({ min: 0, max: 5 }) },
    ),

  measure: ({ subject: { optimizer } }, { seed, hyperparameter, after, learningRate, weightDecay, initScale }) => {
    const source = stream(seed, 'live-hyperparameters');
    const start = normalTensors(shapes, 'float64', source.seek(0, 0), initScale);
    const defaults = optimizer.hyperparameters ?? {};
    const declared = hyperparameter in defaults;
    const changed = declared ? { [hyperparameter]: otherValue(defaults[hyperparameter]) } : undefined;
    const [rate, decay] = [hyperparameter === 'learningRate' ? 2 : 1, hyperparameter === 'weightDecay' ? 2 : 1];
    let run = new OptimizerRun(optimizer, start);
    let other = new OptimizerRun(optimizer, start, after === 0 ? changed : undefined);
    for (let step = 1; step <= after + stepsAfter; step++) {
      if (step === after + 1 && after > 0) [run, other] = [run.fork(), run.fork(changed)];
      const g = normalTensors(shapes, 'float64', source.seek(1, step));
      run.step(g, learningRate, weightDecay);
      if (step <= after) continue;
      other.step(g, learningRate * rate, weightDecay * decay);
      if (!identical(run.parameters, other.parameters)) return { effect: 0, tolerance: 0, steps: 2 * step };
    }
    return { effect: 1, tolerance: 0, steps: 2 * (after + stepsAfter) };
  },

  diagnose: ({ subject }, { hyperparameter, after }) =>
    hyperparameter === 'weightDecay' && subject.profile.findings.decay !== undefined
      ? subject.profile.findings.decay
      : after === 0
        ? `${hyperparameter} has no effect: it is accepted and never used`
        : `${hyperparameter} has no effect when it is changed after ${after} ${after === 1 ? 'step' : 'steps'}: the value of the first step (or of the first instance) is kept`,
});

/** η, λ where it is claimed, and every declared number that can be told from another at all. */
function changeable({ subject: { optimizer, profile } }: LawContext): string[] {
  const names = Object.keys(optimizer.hyperparameters ?? {});
  const decays = profile.weightDecay.value === 'none' && profile.weightDecay.from === 'contract' ? [] : ['weightDecay'];
  return ['learningRate', ...decays, ...names];
}

/** A legal value that differs clearly: halfway towards the other end for coefficients in [0, 1), far above any gradient for epsilons and clamps. */
function otherValue(value: number): number {
  if (value === 0) return 0.5;
  if (value < 0.01) return 1024;
  return value < 1 ? (value >= 0.5 ? value / 2 : value + (1 - value) / 2) : value * 2;
}
