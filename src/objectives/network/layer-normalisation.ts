import type { Precision } from '../../arithmetic/tensor.ts';
import { groupNormalisation } from './group-normalisation.ts';
import type { Layer } from './layer.ts';

/**
 * Layer normalisation: every row has mean 0 and variance 1 over its units; group normalisation with one group.
 *
 * With ε = 0 the weight matrix before it is scale-invariant as a whole; its columns are not.
 *
 * @param rows rows of the batch
 * @param units numbers a row; with one unit the output is 0
 * @param epsilon ε ≥ 0
 *
 * Source: Ba, Kiros & Hinton 2016 (arXiv 1607.06450), equation 3.
 */
export function layerNormalisation(options: { rows: number; units: number; epsilon: number; precision: Precision }): Layer {
  return groupNormalisation({ ...options, groups: 1 });
}
