import type { Engine } from '../experiments/experiment.ts';
import type { Schedule } from '../experiments/schedule.ts';
import type { Arm } from '../experiments/arm.ts';
import type { Start } from '../experiments/start.ts';
import { equilibriumNorm } from './equilibrium-norm.ts';
import type { Scene } from './scene.ts';
import type { History, Setting } from './setting.ts';

/** Length of the window that is read, and of the run that a trained start comes from, in units in which a run forgets. */
const [WINDOW, TRAINED] = [6, 10];
/** Windows are read in so many blocks of equal length, and nothing beyond them is. */
const BLOCKS = 16;
/** Directions of which the extreme one is taken. */
const AMONG = 16;

/** The arms of a setting and what it cost to place them. */
export interface HistoryArms {
  arms(stretch: number): readonly Arm[];
  readonly steps: number;
}

/**
 * The two histories of a setting as arms, which end at the same ηλ and are read over the same time:
 *
 *     T = h/κ steps, then a window of 6/κ
 *
 * @param snapshots how many snapshots of the window are kept
 * @param scenes of the two histories, which are the same unless a conjecture says otherwise
 */
export async function historyArms(
  engine: Engine,
  setting: Setting,
  [first, second]: readonly [Scene, Scene],
  snapshots: number,
): Promise<HistoryArms> {
  const unit = Math.max(first.unit, second.unit);
  const wait = Math.ceil(setting.horizon * unit);
  const placed = await Promise.all([place(engine, first, setting.first), place(engine, second, setting.second)]);
  return {
    arms: (stretch) => [
      armOf(first, setting.first, { side: 'first', wait, unit, stretch, snapshots, scale: placed[0].scale }),
      armOf(second, setting.second, { side: 'second', wait, unit, stretch, snapshots, scale: placed[1].scale }),
    ],
    steps: placed[0].steps + placed[1].steps,
  };
}

function place(engine: Engine, scene: Scene, { learningRate, start }: History): Promise<{ scale: number; steps: number }> {
  return start === 'trained' ? Promise.resolve({ scale: 1, steps: 0 }) : equilibriumNorm(engine, scene, learningRate);
}

interface ArmParts {
  readonly side: string;
  readonly wait: number;
  readonly unit: number;
  readonly stretch: number;
  readonly snapshots: number;
  readonly scale: number;
}

function armOf(scene: Scene, history: History, { side, wait, unit, stretch, snapshots, scale }: ArmParts): Arm {
  const { objective, optimizer, precision, intrinsic } = scene;
  const { learningRate, norm, phases } = history;
  const weightDecay = intrinsic / learningRate;
  const lengths = phases.map(({ duration }) => Math.ceil(duration * unit));
  const before = lengths.reduce((sum, length) => sum + length, 0);
  const schedule = (value: number, factors: readonly number[]): Schedule => {
    if (factors.every((factor) => factor === 1)) return value;
    const values = [...factors.map((factor) => factor * value), value];
    const from = values.map((_, i) => 1 + lengths.slice(0, i).reduce((sum, length) => sum + length, 0));
    return { pieces: values.map((each, i) => ({ from: from[i], value: each })) };
  };
  const start = startOf(scene, history, side, unit);
  const from = before + wait;
  return {
    objective,
    optimizer,
    precision,
    learningRate: schedule(
      learningRate,
      phases.map((phase) => phase.learningRate),
    ),
    weightDecay: schedule(
      weightDecay,
      phases.map((phase) => phase.weightDecay),
    ),
    initScale: norm * scale,
    initialisation: side,
    ...(start && { start }),
    windows: [{ from: from + 1, to: from + BLOCKS * Math.ceil((stretch * WINDOW * unit) / BLOCKS) }],
    equilibrium: 0,
    snapshots,
  };
}

function startOf(
  { objective, intrinsic }: Scene,
  { start, learningRate }: History,
  side: string,
  unit: number,
): Start | undefined {
  switch (start) {
    case 'random':
      return undefined;
    case 'common':
      return { kind: 'common', name: side };
    case 'trained':
      return {
        kind: 'trained',
        learningRate,
        weightDecay: intrinsic / learningRate,
        initScale: 1,
        steps: Math.ceil(TRAINED * unit),
      };
    default: {
      const { metrics } = objective;
      // Pure noise has no loss that could be least somewhere.
      if (metrics.length === 0) return undefined;
      const metric = start === 'least' || start === 'most' ? metrics[0] : metrics[metrics.length - 1];
      return { kind: 'extreme', metric, side: start === 'least' || start === 'lowest' ? 'least' : 'most', among: AMONG };
    }
  }
}
