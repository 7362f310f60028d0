import type { Precision } from '../../arithmetic/tensor.ts';
import type { Stream } from '../../random/stream.ts';
import type { ParameterSpecification } from '../objective.ts';
import type { ModelRandom } from './model.ts';

/** How a model's gradient is computed. */
export type GradientSource = 'analytic' | 'central-differences' | 'tensorflow';

/**
 * A user's model in the one form that analysis and laws work with: entries of its tensors in float64, whatever it computes in. Batches are
 * drawn from the stream, so that the same position of the stream is the same batch.
 */
export interface DifferentiableModel {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly ParameterSpecification[];
  readonly noise: 'minibatch' | 'none';
  readonly gradientSource: GradientSource;
  /** Arithmetic of the loss. */
  readonly arithmetic: Precision;
  initialise(parameters: readonly Float64Array[], stream: Stream): void;
  /** The loss on the batch of a position of the stream; `random` reads the stream in another way, for batches that are made to measure. */
  loss(parameters: readonly Float64Array[], stream: Stream, random?: (stream: Stream) => ModelRandom): number;
  /** Writes the gradient and returns the loss. */
  gradient(parameters: readonly Float64Array[], gradients: readonly Float64Array[], stream: Stream): number;
}
