import { fillNormal } from '../random/normal.ts';
import type { Stream } from '../random/stream.ts';
import type { SphereLoss } from './computation.ts';
import { direction, pullBack } from './direction.ts';
import type { Objective } from './objective.ts';

/** A function on the unit sphere of ℝᵈ, with noise. */
export interface SphericalFunction {
  readonly name: string;
  readonly description: string;
  readonly dimension: number;
  /** σ: standard deviation of each coordinate of the injected gradient noise, on the unit sphere and before projection. */
  readonly noise: number;
  /** Names of what `evaluate` returns. */
  readonly metrics: readonly string[];
  /**
   * Returns the loss at the unit vector u and writes a gradient there into v. Its part along u does not matter: it is projected
   * out. A loss that is sampled draws from the stream.
   */
  loss(u: Float64Array, v: Float64Array, stream: Stream): number;
  evaluate(u: Float64Array): number[];
  /** What `loss` computes, for engines that compile it. */
  readonly compiledLoss?: SphereLoss;
}

/**
 * The scale-invariant objective L(w) = f(w/‖w‖) of a function f on the sphere, with isotropic noise on its gradient:
 *
 *     g = P(∇f(u) + σξ)/‖w‖,   u = w/‖w‖,   P = I − uuᵀ,   ξ ~ N(0, I)
 *
 * One parameter `w`, which is one group; it starts normal with variance 1/d, so that ‖w‖ is about 1. The noise is in the gradient
 * only: the loss returned with it is f(u). Intermediate results are float64 in either precision.
 */
export function sphericalObjective(f: SphericalFunction): Omit<Objective, 'reference'> {
  const { name, description, dimension, noise, metrics, compiledLoss } = f;
  return {
    name,
    description,
    parameters: [{ name: 'w', shape: [dimension] }],
    groups: [{ name: 'w', tensors: [0] }],
    normaliserEpsilon: 0,
    noise: noise > 0 ? 'injected' : 'none',
    metrics,

    instantiate() {
      const u = new Float64Array(dimension);
      const v = new Float64Array(dimension);
      const xi = new Float64Array(dimension);
      return {
        ...(compiledLoss && { computation: { kind: 'sphere', dimension, noise, loss: compiledLoss } }),
        initialise: ([{ data: w }], stream) => fillDirection(w, stream),

        gradient([{ data: w }], [{ data: g }], stream) {
          const norm = direction(w, u);
          const loss = f.loss(u, v, stream);
          if (noise > 0) {
            fillNormal(stream, xi);
            for (let i = 0; i < dimension; i++) v[i] += noise * xi[i];
          }
          pullBack(v, u, norm, g);
          return loss;
        },

        evaluate([{ data: w }]) {
          direction(w, u);
          return f.evaluate(u);
        },
      };
    },
  };
}

/** The start of all objectives on spheres: normal with variance 1/d, uniform in direction and of norm about 1. */
export function fillDirection(w: Float64Array | Float32Array, stream: Stream): void {
  const scale = 1 / Math.sqrt(w.length);
  fillNormal(stream, w);
  for (let i = 0; i < w.length; i++) w[i] *= scale;
}
