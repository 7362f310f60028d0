import { loss } from '../../metrics/loss.ts';
import type { Law } from '../law.ts';
import { equilibriumMetrics, equilibriumQuantities, steadyMetrics } from './comparisons.ts';
import { demandNoise } from './drift-share.ts';
import { armsOf } from './equilibrium-arms.ts';
import { pairsAroundEquilibrium, type PairConfiguration } from './equilibrium-pairs.ts';
import { reachesEquilibrium } from './equilibrium-domain.ts';
import { lossRange } from './loss-range.ts';
import type { Quantity } from '../../verdicts/quantity.ts';
import { replicaLaw } from './replica-law.ts';

/** How much larger the second arm's intrinsic learning rate is. */
const ratio = 5;

/** A pair, and whether the loss is one of the metrics that have to tell its arms apart. */
interface Configuration extends PairConfiguration {
  readonly lossTells: boolean;
}

/** Difference of the loss that has to be seen: where noise dominates it moves less than norms do. */
const LOSS_MOVES = 0.03;
/** How far plain SGD has to bring a loss down, for a fivefold rate to move it by as much: by 1 − 1/√5 of that, or more. */
const RANGE = 3 * LOSS_MOVES;
/** The rate of decay at which that is measured: the middle of those that are drawn. */
const MEASURED_AT = 0.02;

/** How large a difference has to be. */
function sensitive(quantity: Quantity): Quantity {
  return quantity.name === loss.name ? { ...quantity, tolerance: LOSS_MOVES / 3, detectable: LOSS_MOVES } : quantity;
}

/** Metrics do differ where the intrinsic learning rate does: without this, `equilibrium` could hold because nothing shows. */
export const discrimination: Law = replicaLaw<Configuration>({
  id: 'discrimination',
  claim: 'Triples whose intrinsic learning rates differ by a factor of five are told apart by the same metrics.',
  formula:
    'η′λ′ = 5ηλ  ⇒  effective rate and angular update differ by three tolerances of the law equilibrium, the loss by one where training brings it down by three',
  source: 'positive control; on pure noise the effective rate grows as √(ηλ), so by ln(5)/2 = 0.80',
  domain: 'as equilibrium, κ in [0.01, 0.04]; replicas may stay apart, since no common limit is claimed',
  unit: 'log ratio',
  claims: 'different',
  applies: reachesEquilibrium,
  configurations: async (context) => {
    await demandNoise(context);
    const lossTells = (await lossRange(context.objective, context.engine, MEASURED_AT)) >= RANGE;
    const pairs = (await pairsAroundEquilibrium(context, ratio)).near([0.02, 0.04, 0.0125, 0.01]);
    return pairs.map(
      (pair): Configuration => ({ ...pair, lossTells }),
      (value) => value as Configuration,
    );
  },
  arms: armsOf,
  metrics: equilibriumMetrics,
  quantities: (context, { lossTells }) =>
    equilibriumQuantities(context)
      .map(sensitive)
      .filter(({ name }) => lossTells || name !== loss.name),
  steady: (context) => steadyMetrics(context).map((metric) => ({ ...metric, apart: true })),
  observe: (_, { lossTells }) =>
    lossTells
      ? []
      : ['the loss is not compared: noise dominates so far that training hardly brings it down from that of random weights'],
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
