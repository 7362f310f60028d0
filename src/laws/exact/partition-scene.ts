import type { Precision, Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { shareOneNumber, type Scene } from '../../inference/company.ts';
import { distance, norm, normalTensors, scaled } from '../../inference/probe-problem.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';

/** What a run of several tensors is drawn from. */
export interface SceneDraw {
  readonly seed: number;
  readonly precision: Precision;
  readonly shapes: readonly (readonly number[])[];
  /** Whether tensors take turns in having a gradient of zero. */
  readonly idle: boolean;
  readonly steps: number;
  readonly initScale: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** Weights to start from and normal gradients of every step. */
export function drawScene({ seed, precision, shapes, idle, steps, initScale, learningRate, weightDecay }: SceneDraw): Scene {
  const source = stream(seed, 'partition-invariance');
  return {
    start: normalTensors(shapes, precision, source.seek(0, 0), initScale),
    steps: Array.from({ length: steps }, (_, i) => {
      const g = normalTensors(shapes, precision, source.seek(1, i + 1));
      if (idle && shapes.length > 1) g[(i + 1) % shapes.length].data.fill(0);
      return g;
    }),
    rates: { learningRate, weightDecay },
  };
}

/** The same with room for directions: a change of one entry, or of two, lies along a line whatever makes it. */
export function roomyScene(drawn: SceneDraw): Scene {
  const entries = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
  return drawScene({ ...drawn, shapes: drawn.shapes.map((shape) => (entries(shape) < 3 ? [3] : shape)) });
}

/** Further scenes that are looked at, and how long they are: a norm that skips a step, or has not fallen for some, is met now and then. */
const [further, length] = [6, 16];

/**
 * Whether all that tensors know of each other is one number, in the run that was drawn or, where nothing shows in that with room for
 * directions, in longer ones.
 */
export function shareInScenes(optimizer: Optimizer, drawn: SceneDraw): boolean {
  const usual = { ...drawn, idle: false };
  if ([drawn, usual].some((each) => shareOneNumber(optimizer, roomyScene(each)) === true)) return true;
  let shared = false;
  for (let i = 1; i <= further; i++) {
    const answer = shareOneNumber(optimizer, roomyScene({ ...usual, seed: drawn.seed + i, steps: length }));
    if (answer === false) return false;
    shared ||= answer === true;
  }
  return shared;
}

/**
 * How far each tensor may be off, relative to its norm, where a sum over all tensors is kept in single precision, as sums often are,
 * and taken in another order: some times what as large a change of some gradients makes.
 */
export function sumRounding(optimizer: Optimizer, { start, steps, rates }: Scene, until: number): number[] {
  const follow = (factors: readonly number[]): readonly Tensor[] => {
    const run = new OptimizerRun(optimizer, start);
    for (const g of steps.slice(0, until))
      run.step(
        g.flatMap((tensor, i) => scaled([tensor], factors[i])),
        rates.learningRate,
        rates.weightDecay,
      );
    return run.parameters;
  };
  const plain = follow(start.map(() => 1));
  const shaken = [0, 1].map((odd) => follow(start.map((_, i) => (i % 2 === odd ? 1 + 2 ** -22 : 1))));
  return plain.map((tensor, i) => (8 * Math.max(...shaken.map((each) => distance(tensor, each[i])))) / (norm(tensor) || 1));
}
