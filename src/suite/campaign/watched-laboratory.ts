import type { Engine, Experiment } from '../../experiments/experiment.ts';
import type { Laboratory } from '../../falsification/evaluate.ts';
import { objectiveFamilies } from '../../objectives/index.ts';
import type { Objective } from '../../objectives/objective.ts';
import { parseReference } from '../../objectives/reference-syntax.ts';
import { optimizers } from '../../optimizers/index.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { posterOf } from '../../optimizers/posted-calls.ts';
import type { Note } from './progress-memory.ts';

/**
 * The same laboratory, which notes that it gets on: whenever a run begins and ends, and at each call of an optimizer or objective that
 * is not this package's.
 *
 * @param isOwn whether the conjecture belongs to this package: runs of one that does not have to end as well
 */
export function watchedLaboratory(laboratory: Laboratory, isOwn: boolean, note: Note): Laboratory {
  const optimizerOf = remembered((optimizer: Optimizer) => watchedOptimizer(optimizer, note));
  const objectiveOf = remembered((objective: Objective) => watchedObjective(objective, note));
  const { engine } = laboratory;
  const run: Engine['run'] = async (experiment) => {
    const watched = {
      ...experiment,
      optimizer: optimizerOf(experiment.optimizer),
      objective: objectiveOf(experiment.objective),
    };
    const trusted = isOwn && watched.optimizer === experiment.optimizer && watched.objective === experiment.objective;
    note(trusted ? 'the engine' : 'the conjecture');
    try {
      return await engine.run(watched);
    } finally {
      note('the conjecture');
    }
  };
  return { ...laboratory, engine: { ...engine, run } };
}

/** Of a process of its own, whoever talks to it watches it. */
function watchedOptimizer(optimizer: Optimizer, note: Note): Optimizer {
  const { update } = optimizer;
  if (optimizers.some((own) => own.update === update) || posterOf(update) !== undefined) return optimizer;
  return {
    ...optimizer,
    update(call) {
      note('the optimizer');
      optimizer.update(call);
      note('the conjecture');
    },
  };
}

function watchedObjective(objective: Experiment['objective'], note: Note): Objective {
  if (objectiveFamilies.some(({ name }) => name === parseReference(objective.reference).name)) return objective;
  return {
    ...objective,
    instantiate(precision) {
      const instance = objective.instantiate(precision);
      return Object.assign(Object.create(instance) as typeof instance, {
        gradient(...given: Parameters<typeof instance.gradient>) {
          note('the objective');
          const loss = instance.gradient(...given);
          note('the conjecture');
          return loss;
        },
      });
    },
  };
}

/** Made once for each key, as engines remember what they have compiled. */
function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
