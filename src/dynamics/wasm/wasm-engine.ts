import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { copy } from '../../arithmetic/tensor.ts';
import type { Objective, ObjectiveInstance } from '../../objectives/objective.ts';
import { ensembleCallsOf, type ReplicaTensors } from '../../optimizers/ensemble-calls.ts';
import type { Optimizer, UpdateArguments } from '../../optimizers/optimizer.ts';
import type { Engine, Experiment } from '../../experiments/experiment.ts';
import { valueAt } from '../../experiments/schedule.ts';
import { whyNotCompiled } from './computations/compile.ts';
import { Ensemble } from './ensemble.ts';
import { bytesPerReplica, SUMMARY_SIZE } from './memory-layout.ts';
import { wasmEvaluator } from './evaluator.ts';
import { Recorder } from './recorder.ts';
import type { UpdateRule } from './update-rules/update-rule.ts';
import { updateRuleOf } from './update-rules/update-rules.ts';

/** Steps of a call of the machine: enough that a call costs nothing. */
const CHUNK = 256;
/** Replicas are run in blocks that take no more memory than this. */
const BLOCK_BYTES = 64 * 2 ** 20;
const BLOCK_REPLICAS = 256;

/**
 * The engine for ensembles: WebAssembly kernels with SIMD, driven by a program that is compiled from the objective's
 * `computation`. README.md of this folder says how.
 *
 * Per replica it computes what the reference engine computes: from the same random numbers, so that mini-batches and injected
 * noise are the same; with sums in another order and, in float32, without intermediate float64, so that results agree to rounding.
 * They are the same bits on every machine, and do not depend on which replicas run together. In float32, matrix products,
 * normalisers and activations compute in float32; update rules, metrics and objectives on spheres compute in float64 and round
 * what they store.
 *
 * Built-in optimizers run inside WebAssembly. Any other runs as it is on views of the memory: with `elementwise` on all replicas of
 * a block in one call, otherwise replica by replica.
 *
 * Where `supports` gives a reason, use the reference engine.
 *
 * Synchronous, and not reentrant: a metric must not start another run.
 *
 * @example
 * ```ts
 * const experiment = {
 *   objective: objective('quadratic-ratio'), optimizer: sgd, learningRate: 0.1, weightDecay: 0.5, initScale: 2, precision: 'float64',
 *   seed: 1, streams: { initialisation: 'initialisation', data: 'data' }, replicas: { first: 0, count: 2 }, steps: 10,
 *   metrics: [loss], windows: [{ from: 6, to: 10 }],
 * } as const;
 * expect(wasmEngine.supports(experiment)).toBe(true);
 * expect(await wasmEngine.run(experiment)).toEqual(await referenceEngine.run(experiment));
 * ```
 */
export const wasmEngine: Engine = {
  name: 'wasm',
  arithmetic: () => 'wasm',

  supports: ({ objective, precision }) => nothingToCompile(objective, objective.instantiate(precision)) ?? true,

  evaluator: wasmEvaluator,

  run(experiment) {
    const { replicas, objective, precision, optimizer } = experiment;
    const instance = objective.instantiate(precision);
    const problem = nothingToCompile(objective, instance);
    if (problem !== undefined) throw new ConfigurationError('NOTHING_TO_COMPILE', problem, 'use the reference engine');
    const rule = updateRuleOf(optimizer);
    const recorder = new Recorder(experiment);
    const room = Math.floor(BLOCK_BYTES / bytesPerReplica(experiment, rule, CHUNK));
    const size = Math.max(1, Math.min(BLOCK_REPLICAS, room));
    for (let row = 0; row < replicas.count; row += size) {
      const count = Math.min(size, replicas.count - row);
      const starts = experiment.starts?.slice(row, row + count);
      const options = { experiment, instance, first: replicas.first + row, count, ...(starts && { starts }) };
      if (rule) runRule(new Ensemble({ ...options, rule, chunk: CHUNK }), experiment, instance, rule, recorder, row);
      else runOptimizer(new Ensemble({ ...options, chunk: 1 }), experiment, instance, recorder, row);
    }
    return recorder.finish();
  },
};

/** Why an objective cannot be run here; `undefined` where it can. */
function nothingToCompile({ name }: Objective, { computation }: ObjectiveInstance): string | undefined {
  if (computation === undefined) return `${name} does not say what its gradient computes, so there is nothing to compile`;
  const problem = whyNotCompiled(computation);
  return problem && `${name} cannot be compiled: ${problem}`;
}

/** Gradients and updates inside the machine. */
function runRule(
  ensemble: Ensemble,
  experiment: Experiment,
  instance: ObjectiveInstance,
  rule: UpdateRule,
  recorder: Recorder,
  firstRow: number,
): void {
  const { steps, optimizer, hyperparameters } = experiment;
  const rates = rule.begin({ ...optimizer.hyperparameters, ...hyperparameters });
  for (let step = 1; step <= steps;) {
    // A step whose tensors are needed is a call of its own.
    const apart = recorder.measures(step);
    let length = 1;
    const ends = (last: number): boolean => recorder.keeps(last) || recorder.measures(last + 1);
    while (!apart && length < CHUNK && step + length <= steps && !ends(step + length - 1)) length++;
    for (let i = 0; i < length; i++) {
      ensemble.rateTable.set(rates(ratesAt(experiment, step + i)), i * rule.size);
      ensemble.recordedSteps[i] = recorder.records(step + i) ? 1 : 0;
    }
    if (apart) {
      for (let row = 0; row < ensemble.count; row++) {
        const parameters = ensemble.parameters(row);
        const before = parameters.map(copy);
        ensemble.advance({ row, rows: 1, step, steps: 1 });
        const summaries = ensemble.readSummaries(1, 1);
        recorder.summarise(step, firstRow + row, 1, summaries, 0, SUMMARY_SIZE);
        const gradients = ensemble.gradients(row);
        recorder.measure(step, firstRow + row, { instance, before, after: parameters, gradients, loss: summaries[0] });
      }
    } else {
      ensemble.advance({ step, steps: length });
      const summaries = ensemble.readSummaries(ensemble.count, length);
      for (let i = 0; i < length; i++)
        if (ensemble.recordedSteps[i] === 1)
          recorder.summarise(step + i, firstRow, ensemble.count, summaries, i * SUMMARY_SIZE, length * SUMMARY_SIZE);
    }
    step += length;
    if (recorder.keeps(step - 1))
      for (let row = 0; row < ensemble.count; row++) recorder.keep(step - 1, firstRow + row, ensemble.parameters(row));
  }
}

/** Gradients inside the machine, updates by the optimizer itself. */
function runOptimizer(
  ensemble: Ensemble,
  experiment: Experiment,
  instance: ObjectiveInstance,
  recorder: Recorder,
  firstRow: number,
): void {
  const { steps, optimizer } = experiment;
  const { microBatches = 1 } = optimizer;
  const hyperparameters = { ...optimizer.hyperparameters, ...experiment.hyperparameters };
  const rows = Array.from({ length: ensemble.count }, (_, row) => ({
    parameters: ensemble.parameters(row),
    gradients: ensemble.gradients(row),
  }));
  const update = beginUpdates(optimizer, optimizer.elementwise ? [ensemble.flat()] : rows);
  let calls = 0;
  for (let step = 1; step <= steps; step++) {
    const { learningRate, weightDecay } = ratesAt(experiment, step);
    const before = recorder.measures(step) ? rows.map(({ parameters }) => parameters.map(copy)) : undefined;
    const recorded = recorder.records(step);
    for (let batch = 0; batch < microBatches; batch++) {
      calls += 1;
      // Norms are those before the first micro-batch; the loss is that of the last.
      ensemble.recordedSteps[0] = recorded && batch === 0 ? 1 : 0;
      ensemble.advance({ step: calls, steps: 1 });
      update({ learningRate, weightDecay, hyperparameters, step: calls });
    }
    if (recorder.keeps(step)) rows.forEach(({ parameters }, row) => recorder.keep(step, firstRow + row, parameters));
    if (!recorded) continue;
    ensemble.readChange();
    const summaries = ensemble.readSummaries(ensemble.count, 1);
    recorder.summarise(step, firstRow, ensemble.count, summaries, 0, SUMMARY_SIZE);
    if (before === undefined) continue;
    rows.forEach(({ parameters, gradients }, row) =>
      recorder.measure(step, firstRow + row, {
        instance,
        before: before[row],
        after: parameters,
        gradients,
        loss: summaries[row * SUMMARY_SIZE],
      }),
    );
  }
}

/** Starts a run of each replica, and returns what updates all of them: in one call where the optimizer knows how. */
function beginUpdates(
  optimizer: Optimizer,
  replicas: readonly ReplicaTensors[],
): (call: Omit<UpdateArguments, 'parameters' | 'gradients' | 'state' | 'listed'>) => void {
  const together = ensembleCallsOf(optimizer.update);
  if (together !== undefined) {
    const state = together.init(replicas);
    return (call) => together.update({ replicas, state, ...call });
  }
  const runs = replicas.map((tensors) => ({
    ...tensors,
    state: optimizer.init({ parameters: tensors.parameters }) as unknown,
  }));
  return (call) => {
    for (const run of runs) optimizer.update({ ...run, ...call });
  };
}

function ratesAt(experiment: Experiment, step: number): { learningRate: number; weightDecay: number; step: number } {
  return {
    learningRate: valueAt(experiment.learningRate, step),
    weightDecay: valueAt(experiment.weightDecay, step),
    step,
  };
}
