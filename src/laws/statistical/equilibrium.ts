import type { Law } from '../law.ts';
import { declaredQuantities, equilibriumLaws, equilibriumMetrics, equilibriumQuantities, steadyMetrics } from './comparisons.ts';
import { demandNoise } from './drift-share.ts';
import { armsOf } from './equilibrium-arms.ts';
import { pairsAroundEquilibrium, type PairConfiguration } from './equilibrium-pairs.ts';
import { reachesEquilibrium } from './equilibrium-domain.ts';
import { classifies, describeLabelDistance, labelDistance } from './function-space.ts';
import type { Quantity } from '../../verdicts/quantity.ts';
import { sizeInWords } from '../../verdicts/size-in-words.ts';
import { replicaLaw } from './replica-law.ts';

/** Decay rates to draw from, simplest and cheapest first: 1/κ steps are one unit of the time in which a run forgets. */
const rates = [0.1, 0.05, 0.04, 0.025, 0.02, 0.0125, 0.01];

/** Share of the test inputs that are classified rightly, second arm against first. */
export const testAccuracy: Quantity = {
  name: 'test-accuracy',
  value: ([first, second]) => second.evaluation('testAccuracy') - first.evaluation('testAccuracy'),
  tolerance: 0.02,
  unit: 'difference of shares',
};

/** At equilibrium, metrics depend on the intrinsic learning rate only. */
export const equilibrium: Law = replicaLaw<PairConfiguration>({
  id: 'equilibrium',
  claim:
    'Triples with the same intrinsic learning rate reach the same equilibrium, wherever they start and whatever η, λ and init scale are.',
  formula:
    'ηλ = η′λ′  ⇒  E ln(η/‖w‖^a), the rms angular update, every declared metric and, on networks, E loss, test accuracy and the distribution of predicted labels agree at equilibrium, from ρ₀ = 2⁻²⁰ρ* … 2²⁰ρ*, from c = 2⁻²⁰ … 2²⁰ on the orbit, from trained starts, after other rates, and from the ends of every declared metric',
  source: 'Li, Lyu & Arora 2020, the fast equilibrium conjecture; exact up to uniqueness of the stationary law for SGD',
  domain:
    'scale-invariant objectives with gradient noise; optimizers whose moments forget their start, with a decay rate κ known from η and λ in [0.01, 0.1]; burn-in 6/κ + |ln(ρ₀/ρ*)|/κ, window 10/κ',
  unit: 'log ratio',
  claims: 'equal',
  applies: reachesEquilibrium,
  configurations: async (context) => {
    await demandNoise(context);
    const { near, far, histories, ends } = await pairsAroundEquilibrium(context, 1);
    // Slow decay is a low temperature, at which barriers show; steps on spheres are cheap.
    const { noise, metrics } = context.objective;
    const [middle, slow] = noise === 'minibatch' ? [0.05, 0.025] : metrics.length > 0 ? [0.02, 0.004] : [0.025, 0.0125];
    const cold = [slow, 0.8 * slow];
    // On networks, the ends of metrics are those of far starts and histories.
    const sides = noise === 'minibatch' ? [] : metrics.map((metric) => ends(cold, metric));
    return [near(rates), far([middle, 0.8 * middle]), histories(cold), ...sides];
  },
  arms: armsOf,
  metrics: equilibriumMetrics,
  quantities: (context) => [
    ...[
      ...equilibriumQuantities(context),
      ...declaredQuantities(context),
      ...(context.objective.metrics.includes('testAccuracy') ? [testAccuracy] : []),
    ].map((quantity) => ({ ...quantity, sameLaw: true as const })),
    ...(classifies(context) ? [labelDistance] : []),
  ],
  alike: equilibriumLaws,
  steady: steadyMetrics,
  observe: (context, _, replicas) => (classifies(context) ? [describeLabelDistance(replicas)] : []),

  cause: 'equilibrium-other',
  diagnose: ({ subject, objective }, _, metrics) => {
    const refuted = metrics
      .filter(({ verdict }) => verdict === 'refuted')
      .map((each) => `${each.metric} by ${sizeInWords(each)}`)
      .join(', ');
    const inGroups = new Set(objective.groups.flatMap(({ tensors }) => tensors));
    const outside = objective.parameters.filter((_, i) => !inGroups.has(i)).map(({ name }) => name);
    if (subject.profile.findings.decay !== undefined)
      return `${subject.profile.findings.decay.sentence} (at equal intrinsic learning rate the arms differ: ${refuted})`;
    if (outside.length > 0)
      return `${outside.join(', ')} is trained with weight decay but is not scale-invariant: its equilibrium depends on λ itself (the arms differ: ${refuted})`;
    if (objective.normaliserEpsilon > 0)
      return `the normaliser's epsilon of ${objective.normaliserEpsilon} is a scale of its own: ‖w‖ matters (the arms differ: ${refuted})`;
    return `the equilibrium depends on the start, or on more than the intrinsic learning rate: the arms differ in ${refuted}`;
  },
});
