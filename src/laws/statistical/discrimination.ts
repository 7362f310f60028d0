import { loss } from '../../metrics/loss.ts';
import type { Law } from '../law.ts';
import { equilibriumMetrics, equilibriumQuantities, steadyMetrics } from './comparisons.ts';
import { demandNoise } from './drift-share.ts';
import { armsOf, pairsAroundEquilibrium, type PairConfiguration } from './equilibrium-pairs.ts';
import { reachesEquilibrium } from './equilibrium-start.ts';
import type { Quantity } from '../../verdicts/quantity.ts';
import { replicaLaw } from './replica-law.ts';

/** How much larger the second arm's intrinsic learning rate is. */
const ratio = 5;

/** How large a difference has to be: the loss of a network that noise dominates moves less than its norms. */
function sensitive(quantity: Quantity): Quantity {
  return quantity.name === loss.name ? { ...quantity, tolerance: 0.01, detectable: 0.03 } : quantity;
}

/** Metrics do differ where the intrinsic learning rate does: without this, `equilibrium` could hold because nothing shows. */
export const discrimination: Law = replicaLaw<PairConfiguration>({
  id: 'discrimination',
  claim: 'Triples whose intrinsic learning rates differ by a factor of five are told apart by the same metrics.',
  formula: 'η′λ′ = 5ηλ  ⇒  effective rate and angular update differ by three tolerances of the law equilibrium, the loss by one',
  source: 'positive control; on pure noise the effective rate grows as √(ηλ), so by ln(5)/2 = 0.80',
  domain: 'as equilibrium, κ in [0.01, 0.04]',
  unit: 'log ratio',
  claims: 'different',
  applies: reachesEquilibrium,
  configurations: async (context) => {
    await demandNoise(context);
    return (await pairsAroundEquilibrium(context, ratio)).near([0.02, 0.04, 0.0125, 0.01]);
  },
  arms: armsOf,
  metrics: equilibriumMetrics,
  quantities: (context) => equilibriumQuantities(context).map(sensitive),
  steady: steadyMetrics,
  cause: 'rate-not-seen',
  diagnose: ({ subject }, _, metrics) => {
    const same = metrics
      .filter(({ verdict }) => verdict === 'refuted')
      .map(({ metric }) => metric)
      .join(', ');
    return (
      subject.profile.findings.decay?.sentence ??
      `${same} does not see a fivefold intrinsic learning rate: the decay does not act, or training has not left its start`
    );
  },
});
