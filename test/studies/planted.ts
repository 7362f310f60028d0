import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import type { Engine, Experiment } from '../../src/experiments/experiment.ts';
import type { Schedule } from '../../src/experiments/schedule.ts';
import { objective } from '../../src/objectives/reference.ts';

/** The engine, given something else than it is asked for. */
function changed(change: (experiment: Experiment) => Partial<Experiment>): Engine {
  return { ...fastestEngine, run: (experiment) => fastestEngine.run({ ...experiment, ...change(experiment) }) };
}

function times(schedule: Schedule, factor: (value: number, first: number) => number): Schedule {
  if (typeof schedule === 'number') return schedule * factor(schedule, schedule);
  if (!('pieces' in schedule)) return schedule.map((value) => value * factor(value, schedule[0]));
  const first = schedule.pieces[0].value;
  return { pieces: schedule.pieces.map(({ from, value }) => ({ from, value: value * factor(value, first) })) };
}

function later(schedule: Schedule, steps: number, factor: number): Schedule {
  const middle = Math.floor(steps / 2) + 1;
  if (typeof schedule === 'number')
    return {
      pieces: [
        { from: 1, value: schedule },
        { from: middle, value: factor * schedule },
      ],
    };
  if (!('pieces' in schedule)) return schedule.map((value, i) => (i + 1 < middle ? value : factor * value));
  const before = schedule.pieces.filter(({ from }) => from < middle);
  const after = schedule.pieces.filter(({ from }) => from >= middle).map(({ from, value }) => ({ from, value: factor * value }));
  const last = before.at(-1)!;
  return { pieces: [...before, ...(after[0]?.from === middle ? [] : [{ from: middle, value: factor * last.value }]), ...after] };
}

/** A decay that is a fifth too strong. */
export const strongDecay: Engine = changed(({ weightDecay }) => ({ weightDecay: times(weightDecay, () => 1.2) }));

/** A learning rate that falls by √k where it should fall by k. */
export const halfDrop: Engine = changed(({ learningRate }) => ({
  learningRate: times(learningRate, (value, first) => Math.sqrt(first / value)),
}));

/** Normal noise in the place of heavy-tailed noise. */
export const normalTails: Engine = changed(({ objective: asked }) => ({
  objective: objective(asked.reference.replace(/alpha=[\d.]+/, 'alpha=2')),
}));

/** A learning rate that is a half too large in the second half of a run. */
export const lateRate: Engine = changed(({ learningRate, steps }) => ({ learningRate: later(learningRate, steps, 1.5) }));

/** Arms that all start at one scale, and train at one rate: what differs between them is gone. */
export const oneArm: Engine = changed(() => ({ learningRate: 0.5, initScale: 1 }));
