import { normalised } from '../scales.ts';
import { groupNormalisation } from './group-normalisation.ts';
import type { Layer } from './layer.ts';

/**
 * Layer normalisation: every row has mean 0 and variance 1 over its units; group normalisation with one group. Of one unit the
 * output is 0.
 *
 * With ε = 0 the weight matrix before it is scale-invariant as a whole; its columns are not.
 *
 * - `epsilon` ε ≥ 0 (default 0).
 *
 * Source: Ba, Kiros & Hinton 2016 (arXiv 1607.06450), equation 3.
 */
export const layerNormalisation: Layer<{ epsilon: number }> = {
  name: 'layer-normalisation',
  formula: 'y = (z − μ)/√(σ² + ε), over a row',
  options: { epsilon: { min: 0, default: 0 } },
  output: ([input]) => input,
  scale: normalised,
  instantiate: (place, { epsilon }) => groupNormalisation.instantiate(place, { groups: 1, epsilon }),
};
