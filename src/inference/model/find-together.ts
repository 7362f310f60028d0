import type { FoundGroup } from './find-groups.ts';
import { jointGroups } from './joint-groups.ts';
import type { ModelProbe } from './model-probe.ts';
import { innerProduct, scaleUnit, wholeUnit, type Unit } from './unit.ts';

/** A set is invariant together where doubling all of it changes the loss by so much less than doubling any one of its tensors. */
const quieter = 2 ** -7;

/** |Σ⟨g, w⟩| of a set, relative to the largest of a point, that an epsilon elsewhere in the model may leave; what is quiet decides. */
const slack = 1e-3;

/** Sets that are scale-invariant together, and tensors that are so with some of these, but not besides them. */
export interface Together {
  readonly sets: readonly FoundGroup[];
  readonly entangled: ReadonlySet<number>;
}

/**
 * Finds tensors whose common scale the loss does not see, among such as each look, alone, as if something small were added to them.
 *
 *     h = x·E,  y = h + W₂·relu(W₁·norm(h)),  norm(y)
 *
 * Where E alone grows, what the branch adds vanishes as 1/c, as an epsilon outside of a root would; E and W₂ together are exactly
 * invariant, and so are E and W₁. The sets are taken from the inner products at ordinary weights, before anything is read far out.
 *
 * @param candidates tensors whose response falls by a power of the scale
 */
export function findTogether(probe: ModelProbe, candidates: readonly number[]): Together {
  const { points, gradients, radial } = probe;
  const product = (i: number, point: number): number => innerProduct(wholeUnit(i), points[point], gradients[point]).across;
  const matrix = points.map((_, point) => candidates.map((i) => product(i, point)));
  const found = jointGroups(matrix, Math.max(slack, 10 * radial))
    .map((set) => set.map((column) => candidates[column]))
    .filter((tensors) => tensors.length > 1 && isQuiet(probe, tensors));
  const taken = new Set<number>();
  const sets = found.flatMap((tensors): FoundGroup[] => {
    const response = tensors.some((i) => taken.has(i)) ? undefined : probe.respond(wholeUnit(...tensors));
    if (response === undefined || !['exact', 'to-rounding', 'decaying'].includes(response.kind)) return [];
    for (const i of tensors) taken.add(i);
    return [{ tensors, response }];
  });
  const entangled = found.filter((tensors) => tensors.some((i) => taken.has(i))).flatMap((tensors) => tensors);
  return { sets, entangled: new Set(entangled.filter((i) => !taken.has(i))) };
}

function isQuiet({ profiled, points, lossAt }: ModelProbe, tensors: readonly number[]): boolean {
  const change = (unit: Unit): number =>
    Math.max(
      ...profiled.map((point) => Math.abs(lossAt(point, scaleUnit(points[point], unit, 2)) - lossAt(point, points[point]))),
    );
  return change(wholeUnit(...tensors)) <= quieter * Math.min(...tensors.map((i) => change(wholeUnit(i))));
}
