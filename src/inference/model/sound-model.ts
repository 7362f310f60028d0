import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { DifferentiableModel } from '../../objectives/model/differentiable-model.ts';
import { normal } from '../../random/normal.ts';
import { stream } from '../../random/stream.ts';
import type { Weights } from './unit.ts';

/** @throws ConfigurationError `MODEL_NOT_FINITE` */
export function requireFinite({ name, parameters }: DifferentiableModel, loss: number, gradients: Weights): void {
  const tensor = gradients.findIndex((data) => !data.every(Number.isFinite));
  if (Number.isFinite(loss) && tensor < 0) return;
  const what = Number.isFinite(loss)
    ? `the gradient of ${parameters[tensor].name} has entries that are not finite`
    : `the loss is ${loss}`;
  throw new ConfigurationError(
    'MODEL_NOT_FINITE',
    `the model ${name}: ${what}, at ordinary weights`,
    'look for a division by zero, the logarithm of 0, or an index beyond the end of an array',
  );
}

/**
 * Asks for the same loss twice, and again after another one.
 *
 * @throws ConfigurationError `MODEL_NOT_A_FUNCTION`
 */
export function requireFunction(
  { name }: DifferentiableModel,
  points: readonly Weights[],
  lossAt: (point: number, weights: Weights) => number,
): void {
  const first = lossAt(0, points[0]);
  const second = lossAt(0, points[0]);
  lossAt(1, points[1]);
  const third = lossAt(0, points[0]);
  if (first === second && first === third) return;
  throw new ConfigurationError(
    'MODEL_NOT_A_FUNCTION',
    `the model ${name}: loss gives ${first}, and ${first === second ? third : second} when it is asked again with the same weights and batch`,
    'what is random belongs in batch; running statistics of a normaliser must not be kept between calls (normalise by the batch)',
  );
}

/**
 * Compares an analytic gradient with differences of the loss along random directions.
 *
 * @throws ConfigurationError `MODEL_GRADIENT`
 */
export function requireGradient(
  { name, parameters }: DifferentiableModel,
  points: readonly Weights[],
  gradients: readonly Weights[],
  lossAt: (point: number, weights: Weights) => number,
): void {
  const h = 2 ** -20;
  parameters.forEach((parameter, tensor) => {
    const ratios = points.map((weights, point) => {
      const noise = stream('model', 'directions').seek(point, tensor);
      const direction = weights[tensor].map(() => normal(noise));
      const moved = (by: number): number =>
        lossAt(
          point,
          weights.map((data, i) => (i === tensor ? data.map((w, j) => w + by * direction[j]) : data)),
        );
      const slope = (moved(h) - moved(-h)) / (2 * h);
      let claimed = 0;
      direction.forEach((d, j) => (claimed += d * gradients[point][tensor][j]));
      return { slope, claimed, error: Math.abs(claimed - slope) / (Math.max(Math.abs(slope), Math.abs(claimed)) + 1e-7) };
    });
    // A kink of the loss may spoil one direction, not all of them.
    if (ratios.some(({ error }) => error < 1e-2)) return;
    const { slope, claimed } = ratios[0];
    throw new ConfigurationError(
      'MODEL_GRADIENT',
      `the model ${name}: gradient of ${parameter.name} is not that of loss: along a random direction the loss rises by ${slope.toPrecision(4)}, the gradient says ${claimed.toPrecision(4)}`,
      'leave gradient out to have it computed by differences',
    );
  });
}
