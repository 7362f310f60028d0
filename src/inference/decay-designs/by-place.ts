import type { Optimizer } from '../../optimizers/optimizer.ts';
import { decayEffects } from '../decay-effects.ts';
import { areSameFactors, factorAlone } from '../place-factors.ts';
import { probeShapes } from '../probe-problem.ts';
import { ratesByPlace } from '../rates-by-place.ts';
import type { DecayDesign } from './decay-design.ts';

/** Where a tensor has a rate of its own by its place in the list, or by the length of that, it decays by that rate. */
export const byPlace: DecayDesign = {
  source: 'Howard & Ruder 2018 (arXiv 1801.06146), section 3.2; Yang et al. 2023 (arXiv 2310.02244)',
  rank: 2.7,
  *propose({ optimizer, base, probe, agreement }) {
    if (base.kind !== 'decoupled') return;
    const rates = ratesByPlace(optimizer);
    if (rates === undefined) return;
    const effects = Array.from(decayEffects(optimizer, base, { ...probe, shapes: probeShapes }));
    // Where the last tensor has another rate than η, the first one has that, or an option is the rate of a tensor that is alone, as of a head.
    const follows = [1, 1 / rates.factors[0], ...ownRates(optimizer)].some((last) =>
      effects.every(({ tensor, strength }) => Math.abs(strength / rates.factors[tensor] / last - 1) <= agreement),
    );
    if (!follows) return;
    yield {
      hypothesis: { ...base, factor: 'tensor' },
      cause: 'decay-share-of-step',
      sentence: `the decay of a tensor has the rate of the tensor, which goes by ${rates.by}`,
    };
  },
};

/** Options that are factors of the rate of a tensor that is alone. */
function ownRates(optimizer: Optimizer): number[] {
  const { hyperparameters = {} } = optimizer;
  return Object.entries(hyperparameters).flatMap(([name, value]) => {
    if (!(value > 0)) return [];
    try {
      const half = factorAlone(optimizer, { ...optimizer, hyperparameters: { ...hyperparameters, [name]: 2 * value } });
      return areSameFactors(optimizer, [half ?? 1], [0.5]) ? [value] : [];
    } catch {
      // A value that it refuses tells nothing.
      return [];
    }
  });
}
