import { copy, type Tensor } from '../arithmetic/tensor.ts';
import { copyState } from '../optimizers/copy-state.ts';
import type { Optimizer, Remark, UpdateArguments, Way } from '../optimizers/optimizer.ts';
import { posterOf, type Outcome } from '../optimizers/posted-calls.ts';

/** One call of `update` whose gradients are known beforehand. */
export type KnownCall = Pick<UpdateArguments, 'gradients' | 'learningRate' | 'weightDecay' | 'listed'>;

/**
 * One instance of an optimizer at work: parameters, state and call counter. It can be forked, which is how laws ask "what would
 * this very instance have done instead?"
 *
 * Where the optimizer lives in another process, calls and forks are handed over at once and waited for when `parameters` are read:
 * whatever is not looked at costs no round trip, and what the optimizer throws is thrown there. Step all runs before reading any.
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
  /** Calls of `update` so far. */
  calls: number;
  private tensors: Tensor[];
  /** What the last call leads to, where nobody has asked yet. */
  private outcome: Outcome | undefined;
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
    this.tensors = parameters.map(copy);
    this.calls = 0;
    this.state = optimizer.init({ parameters: this.tensors, ...(way !== undefined && { way }) });
  }

  /** The weights after the last call; whoever changes them moves the run. */
  get parameters(): Tensor[] {
    this.outcome?.(this.tensors);
    this.outcome = undefined;
    return this.tensors;
  }

  /** Whether calls are handed over before anybody waits for them. */
  get posts(): boolean {
    return posterOf(this.optimizer.update) !== undefined;
  }

  /**
   * Calls `update` once.
   *
   * @param listed the tensors that the step is about, for selective optimizers; default: all
   */
  call(gradients: readonly Tensor[], learningRate: number, weightDecay: number, listed?: readonly number[]): void {
    this.calls += 1;
    const call = {
      parameters: this.tensors,
      gradients,
      state: this.state,
      learningRate,
      weightDecay,
      hyperparameters: this.hyperparameters,
      step: this.calls,
      ...(listed === undefined ? {} : { listed }),
    };
    const post = posterOf(this.optimizer.update);
    if (post === undefined) this.optimizer.update(call);
    else this.outcome = post({ ...call, ...(this.outcome !== undefined && { before: this.outcome }) });
  }

  /** The parameters after the calls so far, copied, for whoever asks when the run may have gone on. */
  reading(): () => Tensor[] {
    const { outcome, tensors } = this;
    if (outcome === undefined) {
      const copies = tensors.map(copy);
      return () => copies;
    }
    return () => {
      const room = tensors.map(copy);
      outcome(room);
      return room;
    };
  }

  /**
   * Calls `update` once for each entry, whose gradients do not depend on where the parameters go.
   *
   * @returns copies of the parameters after each call. Calls are made as these are asked for, or at once where the optimizer lives in
   *   another process
   */
  follow(calls: readonly KnownCall[]): Iterable<Tensor[]> {
    const make = ({ gradients, learningRate, weightDecay, listed }: KnownCall): (() => Tensor[]) => {
      this.call(gradients, learningRate, weightDecay, listed);
      return this.reading();
    };
    const readings = this.posts ? calls.map(make) : undefined;
    return (function* () {
      for (const [i, call] of calls.entries()) yield (readings?.[i] ?? make(call))();
    })();
  }

  /** Looks at the state, which is changed by nobody but the optimizer. */
  look<T>(at: (state: unknown) => T): T {
    return at(this.state);
  }

  /** What was seen besides the numbers, where the run is driven in a way of its own. */
  remarks(): readonly Remark[] {
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
      tensors: this.tensors.map(copy),
      outcome: this.outcome,
      calls: this.calls,
      state: copyState(this.optimizer, this.state),
    });
  }
}
