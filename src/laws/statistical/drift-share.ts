import { zeros, type Tensor } from '../../arithmetic/tensor.ts';
import type { Engine } from '../../experiments/experiment.ts';
import { innerProducts } from '../../metrics/groups.ts';
import type { Objective } from '../../objectives/objective.ts';
import { stream } from '../../random/stream.ts';
import { OutsideDomain, type LawContext } from '../law.ts';
import { readSettled } from './settled-sgd.ts';

const SEED = 'drift share';

/**
 * How much of the gradient is drift, where plain SGD has settled at a rate of decay:
 *
 *     δ = E⟨ḡ, ḡ′⟩ / E‖ḡ‖² = ‖∇L‖²/(‖∇L‖² + Tr Σ)
 *
 * over units, from two independent samples at the same weights. It is 0 for pure noise and 1 without noise. Momentum sums gradients of
 * many steps, of which the drifts add up and the noises do not, so that balances of decay and noise hold where δ is small beside
 * what a memory of so many steps makes of it.
 *
 * @param rate κ: share of the weights that decays in a step
 */
export function driftShare(objective: Objective, engine: Engine, rate: number): Promise<number> {
  return readSettled({ objective, engine, rate, seed: SEED }, (points) => shareAt(objective, points));
}

/** Share of the drift from which on the rest is too little to settle a run. */
const NEARLY_ALL = 0.95;

/**
 * Claims nothing where there is nearly no noise: a full batch of which a row is left out, or a drift that dwarfs what is injected.
 *
 * @throws OutsideDomain
 */
export async function demandNoise({ objective, engine }: LawContext): Promise<void> {
  const share = await driftShare(objective, engine, 0.05);
  if (share > NEARLY_ALL)
    throw new OutsideDomain(
      `${(100 * share).toFixed(1)} % of the squared gradient is the same for every sample: without gradient noise there is no equilibrium`,
    );
}

function shareAt(objective: Objective, points: readonly (readonly Tensor[])[]): number {
  const instance = objective.instantiate('float64');
  const samples = [0, 1].map((side) => stream(SEED, 'sample', side));
  let [drift, all] = [0, 0];
  for (const [point, taken] of points.entries()) {
    const parameters = taken.map(({ data, shape }): Tensor => ({ data: Float64Array.from(data), shape }));
    const [one, other] = samples.map((sample) => {
      const gradients = objective.parameters.map(({ shape }) => zeros(shape, 'float64'));
      instance.gradient(parameters, gradients, sample.seek(point, 1));
      return gradients;
    });
    const squares = innerProducts(objective.groups, parameters, parameters);
    const [across, first, second] = [
      [one, other],
      [one, one],
      [other, other],
    ].map(([a, b]) => innerProducts(objective.groups, a, b));
    squares.forEach((square, unit) => {
      drift += square * across[unit];
      all += (square * (first[unit] + second[unit])) / 2;
    });
  }
  return all > 0 ? drift / all : NaN;
}
