import { exp } from '../arithmetic/elementary.ts';
import type { Engine } from '../experiments/experiment.ts';
import { rememberPromise } from '../experiments/remember-promise.ts';
import { logWeightNorm } from '../metrics/log-weight-norm.ts';
import type { Scene } from './scene.ts';

/** Length of the run that shows it, in units in which a run forgets, and of the window at its end. */
const [LENGTH, WINDOW] = [8, 2];

/** A norm at equilibrium, and what it cost to see. */
export interface EquilibriumNorm {
  /** In units of the standard initialisation. */
  readonly scale: number;
  readonly steps: number;
}

const known = new Map<string, Promise<EquilibriumNorm>>();

/**
 * The norm at equilibrium, from one short run: a function of what is run and of no seed of a campaign, so that a setting means the same
 * everywhere.
 *
 * @param learningRate η
 * @returns scale 1 where the run diverges
 */
export function equilibriumNorm(engine: Engine, scene: Scene, learningRate: number): Promise<EquilibriumNorm> {
  const { objective, optimizer, precision, intrinsic, unit } = scene;
  const key = JSON.stringify([
    objective.reference,
    optimizer.name,
    optimizer.hyperparameters,
    precision,
    intrinsic,
    learningRate,
  ]);
  return rememberPromise(known, key, measure);

  async function measure(): Promise<EquilibriumNorm> {
    const steps = Math.ceil(LENGTH * unit);
    const { windowMeans } = await engine.run({
      objective,
      optimizer,
      learningRate,
      weightDecay: intrinsic / learningRate,
      initScale: 1,
      precision,
      seed: 'equilibrium norm',
      streams: { initialisation: 'initialisation', data: 'data' },
      replicas: { first: 0, count: 1 },
      steps,
      metrics: [logWeightNorm],
      windows: [
        { from: 1, to: 1 },
        { from: Math.max(1, steps - Math.ceil(WINDOW * unit)), to: steps },
      ],
    });
    const [before, after] = windowMeans[logWeightNorm.name];
    const scale = Number(exp(after - before).toPrecision(4));
    return { scale: scale > 0 && scale < Infinity ? scale : 1, steps };
  }
}
