import fc from 'fast-check';
import { zeros } from '../../arithmetic/tensor.ts';
import { Replica, type ReplicaOptions } from '../../dynamics/replica.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { measuringPrecision } from '../../inference/measuring-precision.ts';
import { sharedInstance } from '../../objectives/shared-instance.ts';
import { directionDistances, unitNames } from '../../metrics/groups.ts';
import { stream } from '../../random/stream.ts';
import type { Law, LawContext } from '../law.ts';
import { exactConfigurations, multipliers, type ExactConfiguration } from './drawn.ts';
import { hasPlainDecay } from './has-plain-decay.ts';
import { isClaimed } from './is-claimed.ts';
import { exactLaw, type Measurement } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  readonly steps: number;
  readonly rates: readonly number[];
}

/** Weight decay at a constant rate is no decay at an exponentially growing one. */
export const exponentialRateEquivalence: Law = exactLaw<Configuration>({
  id: 'exponential-rate-equivalence',
  claim:
    'Training with weight decay takes the same directions as training without it under an exponentially growing learning rate.',
  formula:
    'SGD: λ = 0 and η_t → η_t/(A_t A_{t+1}), A_t = ∏(1 − ηλ);  heavy-ball: η α^(−2t−1) with α² − (1 + μ − ηλ)α + μ = 0 and a first buffer (α − 1)w₀/(αη)',
  source: 'Li & Arora 2020 (arXiv 1910.07454), theorems 2.1 and 2.7; the first buffer is derived here',
  domain:
    'SGD with any decay under a schedule; heavy-ball with coupled decay at constant rates, ηλ ≤ 0.9(1 − √μ)²; float64 where the optimizer has it, up to 10 steps',
  unit: 'distance between the directions of a scale-invariant unit',
  duration: 5,
  stage: 'objective',
  applies: ({ profile, optimizer }, objective) => {
    if (objective.groups.length === 0 || objective.normaliserEpsilon > 0)
      return `${objective.name} is not exactly scale-invariant`;
    const plain = hasPlainDecay(profile);
    if (plain !== true) return plain;
    if ((optimizer.microBatches ?? 1) > 1) return 'claimed for one gradient a step';
    if (profile.symmetry.value?.learningRate !== 2) return 'claimed for updates that are linear in the gradient';
    if (profile.weightDecay.value === 'none') return 'there is no weight decay';
    if (profile.response === 'plain') return true;
    if (profile.response !== 'heavy-ball')
      return `claimed for SGD and heavy-ball; this response to gradients is ${profile.response}`;
    if (profile.weightDecay.value !== 'coupled') return 'claimed for heavy-ball with coupled decay';
    if (profile.gradientWeights!.some((weight) => Math.abs(weight - 1) > 1e-9)) return 'gradients are dampened';
    return (
      profile.momentum?.value !== 'rate-inside' ||
      profile.roles.momentum.length === 1 ||
      'the momentum coefficient is not a hyperparameter'
    );
  },

  configurations: ({ subject }) => {
    const limit = 0.9 * (1 - Math.sqrt(subject.profile.momentumCoefficient)) ** 2;
    return exactConfigurations(
      subject,
      {
        intrinsicLearningRate: { min: Math.min(1e-3, limit / 4), max: Math.min(0.3, limit) },
        start: { min: 1e-3, max: 1 },
        orbit: 8,
      },
      { steps: fc.integer({ min: 1, max: 10 }), rates: multipliers },
    );
  },

  measure: (context, configuration) => {
    const run =
      context.subject.profile.response === 'plain' ? plainImage(context, configuration) : momentumImage(context, configuration);
    // Rounding grows with the steps as the dynamics amplify it; 10 steps on a small network stay five orders below this in float64.
    return { ...run, tolerance: measuringPrecision(context.subject.optimizer) === 'float64' ? 1e-9 : 1e-3 };
  },

  diagnose: ({ subject }, _, { where, effect }) => {
    const { findings, decayOrder } = subject.profile;
    return (
      findings.decay ??
      findings.response ??
      findings.momentum ?? {
        cause: isClaimed(subject) ? 'claim-false' : 'unexplained',
        sentence: `the direction of ${where!.unit} departs by ${effect.toPrecision(2)} at step ${where!.step} from that of the decay-free run: the decay is not ∏(1 − ηλ) applied ${decayOrder.value} the update`,
      }
    );
  },
});

type Run = Omit<Measurement, 'tolerance'>;

/** Compares the directions of two replicas after each of their steps. */
function compare(
  { objective }: LawContext,
  steps: number,
  replica: Replica,
  image: { parameters: Replica['parameters'] },
  advance: (step: number) => void,
): Run {
  let worst: Run = { effect: 0, steps: 2 * steps };
  for (let step = 1; step <= steps; step++) {
    advance(step);
    directionDistances(objective.groups, replica.parameters, image.parameters).forEach((effect, unit) => {
      if (!(effect <= worst.effect))
        worst = { effect, steps: 2 * steps, where: { step, unit: unitNames(objective.groups)[unit] } };
    });
  }
  return worst;
}

/** What both runs of a comparison have in common. */
function replicaOptions(
  { subject: { optimizer }, objective }: LawContext,
  { seed, initScale }: Pick<Configuration, 'seed' | 'initScale'>,
): ReplicaOptions {
  const precision = measuringPrecision(optimizer);
  return { objective, optimizer, precision, seed, initScale, instance: sharedInstance(objective, precision) };
}

function plainImage(context: LawContext, { learningRate, weightDecay, initScale, seed, steps, rates }: Configuration): Run {
  const { subject } = context;
  const { kind, order } = { kind: subject.profile.weightDecay.value, order: subject.profile.decayOrder.value };
  const shared = replicaOptions(context, { seed, initScale });
  const [replica, image] = [new Replica(shared), new Replica(shared)];
  let kept = 1;
  return compare(context, steps, replica, image, (step) => {
    const rate = learningRate * rates[(step - 1) % rates.length];
    const next = kept * (1 - (kind === 'independent' ? weightDecay : rate * weightDecay));
    replica.advance(rate, weightDecay);
    image.advance(rate / (kept * (order === 'after' ? kept : next)), 0);
    kept = next;
  });
}

function momentumImage(context: LawContext, { learningRate, weightDecay, initScale, seed, steps }: Configuration): Run {
  const { subject, objective } = context;
  const { momentumCoefficient: momentum, momentum: convention } = subject.profile;
  const shared = replicaOptions(context, { seed, initScale });
  const replica = new Replica(shared);
  const sum = 1 + momentum - learningRate * weightDecay;
  const alpha = (sum + Math.sqrt(sum * sum - 4 * momentum)) / 2;
  // W = α^(−t) w obeys heavy-ball without decay; with the rate inside the buffer its momentum is μ/α².
  const hyperparameters: Record<string, number> =
    convention?.value === 'rate-inside' ? { [subject.profile.roles.momentum[0]]: momentum / (alpha * alpha) } : {};
  const start = replica.parameters.map(({ data, shape }) => ({ data: data.map((w) => alpha * w) as typeof data, shape }));
  const image = new OptimizerRun(subject.optimizer, start, hyperparameters);
  // An optimizer's state is its own, so the first buffer is put in place by a step of its own: from αw₀ it leads to w₀.
  const push = replica.parameters.map(({ data, shape }) => ({
    data: data.map((w) => (-(1 - alpha) * w) / (learningRate * alpha)) as typeof data,
    shape,
  }));
  image.step(push, learningRate * alpha, 0);
  const gradients = objective.parameters.map(({ shape }) => zeros(shape, shared.precision));
  const instance = sharedInstance(objective, shared.precision);
  const data = stream(seed, 'data');
  let rate = learningRate / alpha;
  return compare(context, steps, replica, image, (step) => {
    replica.advance(learningRate, weightDecay);
    instance.gradient(image.parameters, gradients, data.seek(0, step));
    image.step(gradients, rate, 0);
    rate /= alpha * alpha;
  });
}
