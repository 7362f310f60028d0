import { log } from '../../arithmetic/elementary.ts';
import { gradientMoment } from '../../metrics/gradient-moment.ts';
import { logWeightNorm } from '../../metrics/log-weight-norm.ts';
import { squaredAngularUpdate } from '../../metrics/squared-angular-update.ts';
import { sizeInWords } from '../../verdicts/size-in-words.ts';
import { scales } from './equilibrium-domain.ts';
import { factor, ratePairArms, ratePairMetrics, ratePairs, type RatePair } from './rate-pairs.ts';
import type { ReplicaLawDefinition } from './replica-law.ts';

/** How much looser than on pure noise: gradients of a network are correlated in time, and differ from unit to unit. */
const tolerance = 0.06;

/** The balance of norms on networks: how rotation and norm change with the intrinsic learning rate, whatever their constants. */
export const relativeNormBalance: ReplicaLawDefinition<RatePair> = {
  id: 'norm-balance',
  claim:
    'On networks rms rotation and norm change with the intrinsic learning rate as on pure noise, at the measured gradient moment.',
  formula: 'κ′ = κ/4 at equal η:  chord′/chord = √(κ′/κ),   (ρ′/ρ)⁴ = (S′/S) · λ(2 − κ)/(λ′(2 − κ′))',
  source: 'as on pure noise; the constants of the closed forms cancel',
  domain: 'the SGD family on networks, pairs of κ and κ/4 with κ in [0.01, 0.05], each replica by itself',
  unit: 'log ratio',
  ensembles: 'rate-pairs',
  claims: 'equal',
  applies: (subject, objective) =>
    subject.profile.kernel === undefined ? 'claimed of scale-free rules on isotropic noise only' : scales(subject, objective),
  configurations: ratePairs,
  arms: ratePairArms,
  metrics: ratePairMetrics,

  quantities: (_, { decayRate: rate }) => [
    {
      name: 'rotation',
      value: ([fast, slow]) => 0.5 * log(fast.mean(squaredAngularUpdate, 0) / slow.mean(squaredAngularUpdate, 0) / factor),
      tolerance,
    },
    {
      name: 'norm',
      value: ([fast, slow]) =>
        fast.mean(logWeightNorm, 0) -
        slow.mean(logWeightNorm, 0) -
        0.25 * log(fast.mean(gradientMoment, 0) / slow.mean(gradientMoment, 0)) +
        0.25 * log((factor * (2 - rate)) / (2 - rate / factor)),
      tolerance,
    },
  ],

  steady: () => [{ metric: logWeightNorm, drift: (a, b) => b - a, tolerance, apart: true }],

  cause: 'balance-other',
  diagnose: ({ subject }, _, quantities) => {
    const [refuted] = quantities.filter(({ verdict }) => verdict === 'refuted');
    return (
      subject.profile.findings.decay?.sentence ??
      `at fourfold ηλ the ${refuted.metric} is off by ${sizeInWords(refuted)} from what decay and gradient noise give: part of the weights may not be decayed, or not as strongly as claimed`
    );
  },
};
