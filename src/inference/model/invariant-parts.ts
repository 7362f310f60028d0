import { settles } from './find-groups.ts';
import type { AnalysedTensor } from './model-analysis.ts';
import type { ModelProbe } from './model-probe.ts';
import { partitionsOf } from './partition.ts';
import { innerProduct, type Unit } from './unit.ts';

/** Most parts of a tensor whose losses are read over many scales. */
const mostRead = 64;

/**
 * Columns, or blocks of them, that are scale-invariant within a tensor that is not: queries and keys that are normalised, beside values
 * that are not, in one matrix.
 */
export function findInvariantParts(probe: ModelProbe, tensor: number): AnalysedTensor['invariantParts'] {
  const { model, points, gradients, radial } = probe;
  for (const { kind, block = 1, parts } of partitionsOf(model.parameters[tensor].shape)) {
    if ((kind !== 'column' && kind !== 'columns') || parts.length > mostRead) continue;
    const invariant = parts.map((entries) => {
      const unit: Unit = [{ tensor, entries }];
      const products = points.map((weights, point) => innerProduct(unit, weights, gradients[point]));
      const vanishes = products.every(({ across, lengths }) => Math.abs(across) <= 100 * radial * lengths);
      return vanishes && products.some(({ lengths }) => lengths > 0) && settles(probe.respond(unit));
    });
    if (invariant.some(Boolean)) return { block, invariant };
  }
  return undefined;
}
