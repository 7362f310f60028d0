import { size } from '../../arithmetic/tensor.ts';
import type { DifferentiableModel } from '../../objectives/model/differentiable-model.ts';
import type { ModelRandom } from '../../objectives/model/model.ts';
import { normal } from '../../random/normal.ts';
import { stream, type Stream } from '../../random/stream.ts';
import { powerOfTwo } from '../../arithmetic/elementary.ts';
import { requireFinite, requireFunction, requireGradient } from './sound-model.ts';
import { readScaleResponse, quadraticGrowth, type ScaleResponse } from './scale-response.ts';
import { lengthOf, scaleUnit, squareOf, type Unit, type Weights } from './unit.ts';

/** Points at which losses are read over many scales; inner products are read at more. */
const profiled = 3;

/** What depends on the arithmetic that the model computes in. */
const arithmetics = {
  float64: { rounding: 2 ** -42, radial: 1e-6, limit: 16, far: 24 },
  float32: { rounding: 2 ** -18, radial: 2e-4, limit: 12, far: 10 },
} as const;

/** A model at random points: everything that its analysis asks of it. */
export interface ModelProbe {
  readonly model: DifferentiableModel;
  /** Random weights; the batch of a point is always the same one. */
  readonly points: readonly Weights[];
  readonly gradients: readonly Weights[];
  /** Indices of the points at which losses are read over many scales. */
  readonly profiled: readonly number[];
  /** Weights as the model starts with them. */
  readonly initial: Weights;
  /** Relative rounding error of the loss. */
  readonly rounding: number;
  /** |cos(g, w)| that counts as 0. */
  readonly radial: number;
  /** A scale at which an epsilon is negligible. */
  readonly far: number;
  lossAt(point: number, weights: Weights, random?: (stream: Stream) => ModelRandom): number;
  /** @throws ConfigurationError `MODEL_NOT_FINITE` */
  gradientAt(point: number, weights: Weights): Float64Array[];
  /** The same at weights that the model need not bear. */
  gradientIfFinite(point: number, weights: Weights): Float64Array[] | undefined;
  /** How the loss answers when a unit is scaled. */
  respond(unit: Unit): ScaleResponse;
}

/**
 * Draws the points and checks that the model is one.
 *
 * @param seed selects the points and their batches
 * @throws ConfigurationError `MODEL_NOT_FINITE`, `MODEL_NOT_A_FUNCTION`, `MODEL_GRADIENT`
 */
export function probeModel(model: DifferentiableModel, seed: number | string): ModelProbe {
  const { rounding, radial, limit, far } = arithmetics[model.arithmetic];
  const points = Array.from({ length: model.parameters.length + 6 }, (_, index) => randomPoint(model, seed, index));
  const batchOf = (point: number): Stream => stream(seed, 'data').seek(point, 1);
  const lossAt: ModelProbe['lossAt'] = (point, weights, random) => model.loss(weights, batchOf(point), random);
  const gradientAt = (point: number, weights: Weights): Float64Array[] => {
    const gradients = weights.map((data) => new Float64Array(data.length));
    const loss = model.gradient(weights, gradients, batchOf(point));
    requireFinite(model, loss, gradients);
    return gradients;
  };
  const gradientIfFinite = (point: number, weights: Weights): Float64Array[] | undefined => {
    const gradients = weights.map((data) => new Float64Array(data.length));
    const loss = model.gradient(weights, gradients, batchOf(point));
    return Number.isFinite(loss) && gradients.every((data) => data.every(Number.isFinite)) ? gradients : undefined;
  };
  const gradients = points.map((weights, point) => gradientAt(point, weights));
  requireFunction(model, points, lossAt);
  if (model.gradientSource === 'analytic') requireGradient(model, points.slice(0, profiled), gradients, lossAt);
  const profiledPoints = Array.from({ length: profiled }, (_, point) => point);

  const respond = (unit: Unit): ScaleResponse => {
    const curves = profiledPoints.map((point) => {
      const losses: number[] = [];
      for (let k = -limit; k <= limit; k++) losses.push(lossAt(point, scaleUnit(points[point], unit, powerOfTwo(k))));
      return losses;
    });
    // A penalty a‖w‖² has one coefficient wherever it is read; a loss that is quadratic in other ways has not.
    const squares = profiledPoints.map((point) => squareOf(unit, points[point]));
    const coefficients = curves.map((losses, i) => (quadraticGrowth(losses) ?? NaN) / squares[i]);
    const [least, most] = [Math.min(...coefficients), Math.max(...coefficients)];
    const penalty = least > 0 && most - least < 2e-3 * most ? least : 0;
    const responses = curves.map((losses, i) =>
      readScaleResponse(losses, rounding, penalty === 0 ? 0 : coefficients[i] * squares[i]),
    );
    return { ...commonest(responses), ...(penalty > 0 && { penalty }) };
  };

  return {
    model,
    points,
    gradients,
    profiled: profiledPoints,
    initial: initialPoint(model, seed, 0),
    rounding,
    radial,
    far: powerOfTwo(far),
    lossAt,
    gradientAt,
    gradientIfFinite,
    respond,
  };
}

/** The model's own initialisation. */
function initialPoint({ parameters, initialise }: DifferentiableModel, seed: number | string, index: number): Float64Array[] {
  const weights = parameters.map(({ shape }) => new Float64Array(size(shape)));
  initialise(weights, stream(seed, 'initialisation').seek(index, 0));
  return weights;
}

/** A generic point: an initialisation, moved so that no bias is 0, no gain is 1 and no two tensors keep the ratio of their norms. */
function randomPoint(model: DifferentiableModel, seed: number | string, index: number): Float64Array[] {
  const noise = stream(seed, 'perturbation').seek(index, 0);
  const weights = initialPoint(model, seed, index);
  // TensorFlow.js stores float32: points are rounded so that both see the same weights.
  return weights.map((data) => {
    const typical = lengthOf(data) / Math.sqrt(data.length) || 1;
    const scale = 0.75 + 0.5 * noise.uniform();
    return data.map((w) => Math.fround(scale * (w + 0.3 * typical * normal(noise))));
  });
}

/** The response at most of the points that show any. */
function commonest(responses: readonly ScaleResponse[]): ScaleResponse {
  const seen = responses.filter(({ kind }) => kind !== 'exact');
  if (seen.length === 0) return { kind: 'exact' };
  const clear = seen.filter(({ kind }) => kind !== 'to-rounding');
  const votes = (response: ScaleResponse): number => clear.filter(({ kind }) => kind === response.kind).length;
  return clear.length === 0
    ? { kind: 'to-rounding' }
    : clear.reduce((best, response) => (votes(response) > votes(best) ? response : best));
}
