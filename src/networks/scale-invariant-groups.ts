import type { ScaleInvariantGroup } from '../arithmetic/scale-invariant-group.ts';
import { DATA, type NetworkDescription } from './describe-network.ts';
import { channelsOf } from './shapes.ts';
import type { Scale } from './layers/layer.ts';

/** Which trained arrays are scaled, and how. */
type Scaled = ReadonlyMap<number, Scale>;

/**
 * The scale-invariant groups of a network, by the rules of its layers: a factor on an array of weights is followed through the
 * graph, and where nothing of it arrives at the output, the weights are a group.
 *
 * - Each column by itself, where a factor of its own on each is taken away; otherwise all of it together.
 * - Where a factor meets something that would have to be scaled along (a bias, the other branch of a residual block), the nearest
 *   trained array that does so joins the group.
 * - Gains and shifts begin no group, but may join one.
 *
 * What is found is a group. More may be: the rule knows scales, and not that a normaliser takes a shift away that is the same in all
 * rows, so that a bias before batch normalisation joins the weights although it need not.
 *
 * Source: the functions of a network that are homogeneous of degree 0, Li & Arora 2020 (arXiv 1910.07454), appendix C.
 */
export function scaleInvariantGroups(network: NetworkDescription): ScaleInvariantGroup[] {
  const { nodes, parameters } = network;
  const groups: ScaleInvariantGroup[] = [];
  const grouped = new Set<number>();
  for (const { arrays, block } of nodes) {
    for (const { trained, index } of arrays) {
      if (!trained || parameters[index].role !== 'weight' || grouped.has(index)) continue;
      if (whereLost(network, new Map([[index, 'channels']])) === undefined) {
        groups.push({ name: block, tensors: [index], columns: channelsOf(parameters[index].shape) });
        continue;
      }
      const tensors = scaledTogether(network, index);
      if (tensors === undefined) continue;
      groups.push({ name: block, tensors });
      tensors.forEach((tensor) => grouped.add(tensor));
    }
  }
  return groups;
}

/** The arrays that have to be scaled with one for nothing of it to arrive; `undefined` where there are none. */
function scaledTogether(network: NetworkDescription, first: number): readonly number[] | undefined {
  let scaled: Scaled = new Map([[first, 'whole']]);
  for (;;) {
    const lost = whereLost(network, scaled);
    if (lost === undefined) return [...scaled.keys()].sort((a, b) => a - b);
    const further = arraysBefore(network, lost)
      .filter((index) => !scaled.has(index))
      .map((index): Scaled => new Map([...scaled, [index, 'whole']]))
      .find((more) => (whereLost(network, more) ?? Infinity) > lost);
    if (further === undefined) return undefined;
    scaled = further;
  }
}

/** Index of the first node whose output is not just scaled, or the number of nodes where a factor arrives; `undefined` if none does. */
function whereLost({ nodes }: NetworkDescription, scaled: Scaled): number | undefined {
  const scales: Scale[] = [];
  for (const [i, { layer, from, arrays }] of nodes.entries()) {
    const inputs = from.map((node) => (node === DATA ? 'none' : scales[node]));
    const own = arrays.map(({ trained, index }) => (trained ? (scaled.get(index) ?? 'none') : 'none'));
    const scale = layer.scale(inputs, own);
    if (scale === undefined) return i;
    scales.push(scale);
  }
  return scales[nodes.length - 1] === 'none' ? undefined : nodes.length;
}

/** The trained arrays on the way to a node, its own first and then those nearest to it. */
function arraysBefore({ nodes }: NetworkDescription, node: number): readonly number[] {
  const reached = new Set([node]);
  const found: number[] = [];
  for (let i = node; i >= 0; i--) {
    if (!reached.has(i) || i === nodes.length) continue;
    nodes[i].from.forEach((before) => reached.add(before));
    found.push(...nodes[i].arrays.flatMap(({ trained, index }) => (trained ? [index] : [])));
  }
  return found;
}
