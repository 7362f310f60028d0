import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { settles } from './find-groups.ts';
import type { PenalisedParts } from './model-analysis.ts';
import type { ModelProbe } from './model-probe.ts';
import { partitionsOf } from './partition.ts';
import { quadraticGrowth, readScaleResponse, type ScaleResponse } from './scale-response.ts';
import { scaleUnit, squareOf, wholeUnit, type Unit } from './unit.ts';

/** Most parts of a tensor whose losses are read over many scales. */
const mostRead = 64;
const limit = 12;
/** By how much two readings of one coefficient differ. */
const readingError = 5e-3;

/**
 * Columns or rows of a tensor on whose squares the loss puts a penalty, where it does not see the scale of the tensor otherwise.
 *
 * The loss is homogeneous of degree 2 in such a tensor, up to a constant, and yet a normaliser follows it.
 *
 * @param response of the whole tensor
 */
export function findPartialPenalty(
  probe: ModelProbe,
  tensor: number,
  response: ScaleResponse,
): { readonly penalty: number; readonly penalisedParts: PenalisedParts } | undefined {
  if (response.kind !== 'homogeneous' || Math.abs(response.degree - 2) > 1e-3) return undefined;
  for (const { kind, parts } of partitionsOf(probe.model.parameters[tensor].shape)) {
    if ((kind !== 'column' && kind !== 'row') || parts.length > mostRead) continue;
    const penalties = parts.map((entries) => probe.respond([{ tensor, entries }]).penalty ?? 0);
    const indices = Array.from(parts.keys()).filter((part) => penalties[part] > 0);
    if (indices.length === 0 || indices.length === parts.length) continue;
    const penalty = penalties[indices[0]];
    if (indices.some((part) => Math.abs(penalties[part] / penalty - 1) > readingError)) continue;
    const penalised: Unit = [{ tensor, entries: indices.flatMap((part) => parts[part]) }];
    if (isAllThereIs(probe, tensor, penalised, penalty)) return { penalty, penalisedParts: { kind, indices } };
  }
  return undefined;
}

/** Whether the loss does not see the scale of a tensor any more where a penalty on a part of it is taken out. */
function isAllThereIs(
  { points, profiled, rounding, lossAt }: ModelProbe,
  tensor: number,
  penalised: Unit,
  penalty: number,
): boolean {
  return profiled.every((point) => {
    const losses: number[] = [];
    for (let k = -limit; k <= limit; k++) losses.push(lossAt(point, scaleUnit(points[point], wholeUnit(tensor), powerOfTwo(k))));
    const growth = quadraticGrowth(losses) ?? NaN;
    if (!(Math.abs(growth / (penalty * squareOf(penalised, points[point])) - 1) <= readingError)) return false;
    return settles(readScaleResponse(losses, rounding, growth));
  });
}
