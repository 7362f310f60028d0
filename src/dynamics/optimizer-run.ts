import { copy, type Tensor } from '../arithmetic/tensor.ts';
import { copyState } from '../optimizers/copy-state.ts';
import { knownCallsOf, type KnownCall } from '../optimizers/known-calls.ts';
import type { Optimizer, Way } from '../optimizers/optimizer.ts';

/**
 * One instance of an optimizer at work: parameters, state and call counter. It can be forked, which is how laws ask "what would
 * this very instance have done instead?"
 *
 * @example
 * ```ts
 * const parameters = [{ data: Float64Array.of(1, 2), shape: [2] }];
 * const run = new OptimizerRun(sgd, parameters);
 * const twin = run.fork();
 * run.step([{ data: Float64Array.of(1, 1), shape: [2] }], 0.5, 0);
 * expect(Array.from(run.parameters[0].data)).toEqual([0.5, 1.5]);
 * expect(Array.from(twin.parameters[0].data)).toEqual([1, 2]);
 * ```
 */
export class OptimizerRun {
  readonly optimizer: Optimizer;
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly parameters: Tensor[];
  /** Calls of `update` so far. */
  calls: number;
  private state: unknown;

  /**
   * @param optimizer the update rule
   * @param parameters where to start; copied
   * @param hyperparameters values that replace the optimizer's defaults
   * @param way how it is driven; default: by plain calls
   */
  constructor(
    optimizer: Optimizer,
    parameters: readonly Tensor[],
    hyperparameters?: Readonly<Record<string, number>>,
    way?: Way,
  ) {
    this.optimizer = optimizer;
    this.hyperparameters = { ...optimizer.hyperparameters, ...hyperparameters };
    this.parameters = parameters.map(copy);
    this.calls = 0;
    this.state = optimizer.init({ parameters: this.parameters, ...(way !== undefined && { way }) });
  }

  /**
   * Calls `update` once.
   *
   * @param listed the tensors that the step is about, for selective optimizers; default: all
   */
  call(gradients: readonly Tensor[], learningRate: number, weightDecay: number, listed?: readonly number[]): void {
    this.calls += 1;
    this.optimizer.update({
      parameters: this.parameters,
      gradients,
      state: this.state,
      learningRate,
      weightDecay,
      hyperparameters: this.hyperparameters,
      step: this.calls,
      ...(listed === undefined ? {} : { listed }),
    });
  }

  /**
   * Calls `update` once for each entry, whose gradients do not depend on where the parameters go: in one exchange where the
   * optimizer lives in another process, so that whatever is known beforehand is best asked this way.
   *
   * @returns the parameters after each call, copied
   */
  follow(calls: readonly KnownCall[]): Tensor[][] {
    const make = knownCallsOf(this.optimizer.update);
    if (make === undefined) {
      return calls.map(({ gradients, learningRate, weightDecay, listed }) => {
        this.call(gradients, learningRate, weightDecay, listed);
        return this.parameters.map(copy);
      });
    }
    const { parameters, state, hyperparameters, calls: before } = this;
    this.calls += calls.length;
    return make({ parameters, state, hyperparameters, step: before + 1, calls });
  }

  /** What was seen besides the numbers, where the run is driven in a way of its own. */
  remarks(): readonly string[] {
    return this.optimizer.remarks?.(this.state) ?? [];
  }

  /** Makes one step on this gradient: one call, or n equal micro-batches where the optimizer accumulates n of them. */
  step(gradients: readonly Tensor[], learningRate: number, weightDecay: number): void {
    for (let batch = 0; batch < (this.optimizer.microBatches ?? 1); batch++) this.call(gradients, learningRate, weightDecay);
  }

  /**
   * An independent copy that continues from here, optionally with other hyperparameters. The state is copied by the optimizer's
   * `copyState`, or by `structuredClone`.
   */
  fork(hyperparameters?: Readonly<Record<string, number>>): OptimizerRun {
    const twin = Object.create(OptimizerRun.prototype) as OptimizerRun;
    return Object.assign(twin, {
      optimizer: this.optimizer,
      hyperparameters: hyperparameters === undefined ? this.hyperparameters : { ...this.hyperparameters, ...hyperparameters },
      parameters: this.parameters.map(copy),
      calls: this.calls,
      state: copyState(this.optimizer, this.state),
    });
  }
}
