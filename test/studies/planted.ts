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
