import { size } from '../arithmetic/tensor.ts';
import { describeNetwork } from '../networks/describe-network.ts';
import { positionsOf } from '../networks/shapes.ts';
import type { Objective } from './objective.ts';

/** What a step of one replica computes. */
export interface StepProducts {
  /** Products of weights and rows; of what is no network, or does not say what it computes, as many as it has numbers. */
  readonly products: number;
  readonly network: boolean;
}

const known = new WeakMap<Objective, StepProducts>();

/** What a step of an objective computes: a function of the objective, and of no clock. */
export function productsOf(objective: Objective): StepProducts {
  const counted = known.get(objective) ?? count(objective);
  known.set(objective, counted);
  return counted;
}

/** What a step takes at least, in products, and what noise takes that is drawn for one weight. */
const [LEAST_PRODUCTS, DRAWING] = [4096, 256];

/** What a step of an objective takes of the processor, in products: noise is dearer to draw than to multiply. */
export function costOf(objective: Objective): number {
  const { products, network } = productsOf(objective);
  return Math.max(LEAST_PRODUCTS, network ? products : DRAWING * products);
}

function count(objective: Objective): StepProducts {
  const { computation } = objective.instantiate('float64');
  if (computation?.kind !== 'network') return { products: sizeOf(objective.parameters), network: false };
  const { nodes, parameters, constants } = describeNetwork(computation.graph);
  const products = nodes.map(({ arrays, output }) => {
    const read = arrays.map(({ trained, index }) => (trained ? parameters : constants)[index]);
    return positionsOf(output) * sizeOf(read);
  });
  return { products: computation.batch * products.reduce((sum, each) => sum + each, 0), network: true };
}

function sizeOf(arrays: readonly { readonly shape: readonly number[] }[]): number {
  return arrays.reduce((sum, { shape }) => sum + size(shape), 0);
}
