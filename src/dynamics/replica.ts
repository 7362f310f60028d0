import { zeros, type Precision, type Tensor } from '../arithmetic/tensor.ts';
import type { Objective, ObjectiveInstance } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { stream } from '../random/stream.ts';
import type { Stream } from '../random/stream.ts';
import type { StreamNames } from '../experiments/experiment.ts';
import { OptimizerRun } from './optimizer-run.ts';

/** What makes a replica: everything but its schedule. */
export interface ReplicaOptions {
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  readonly hyperparameters?: Readonly<Record<string, number>>;
  readonly precision: Precision;
  readonly initScale: number;
  readonly seed: number | string;
  readonly streams?: StreamNames;
  /** Where to start instead of the standard initialisation, before `initScale`. */
  readonly start?: readonly Tensor[];
  /** Which replica of the ensemble; default 0. */
  readonly replica?: number;
  /** Scratch memory to share with other replicas that run in turn. */
  readonly instance?: ObjectiveInstance;
}

/** The streams of an ordinary run. */
export const defaultStreams: StreamNames = { initialisation: 'initialisation', data: 'data' };

/**
 * One independent training run, step by step:
 *
 *     gₜ = ∇Lₜ(wₜ),   (wₜ₊₁, sₜ₊₁) = update(wₜ, sₜ, gₜ; ηₜ, λₜ, h)
 *
 * The t-th gradient draws from the data stream at (replica, t) and from nothing else.
 *
 * @example
 * ```ts
 * const options = { objective: objective('quadratic-ratio'), optimizer: sgd, precision: 'float64', initScale: 1, seed: 7 } as const;
 * const [replica, again] = [new Replica(options), new Replica(options)];
 * for (let step = 0; step < 10; step++) [replica, again].forEach((run) => run.advance(0.1, 0.01));
 * expect(replica.parameters).toEqual(again.parameters);
 * ```
 */
export class Replica {
  readonly objective: Objective;
  readonly instance: ObjectiveInstance;
  readonly run: OptimizerRun;
  /** The gradient that was computed last. */
  readonly gradients: readonly Tensor[];
  /** The mini-batch loss that was computed last. */
  loss: number = NaN;
  private readonly data: Stream;
  private readonly index: number;
  private gradientsDrawn = 0;

  constructor(options: ReplicaOptions) {
    const { objective, optimizer, precision, seed, streams = defaultStreams, replica = 0 } = options;
    this.objective = objective;
    this.instance = options.instance ?? objective.instantiate(precision);
    this.index = replica;
    this.data = stream(seed, streams.data);
    const parameters = objective.parameters.map(({ shape }) => zeros(shape, precision));
    if (options.start === undefined) this.instance.initialise(parameters, stream(seed, streams.initialisation).seek(replica, 0));
    else parameters.forEach(({ data }, i) => data.set(options.start![i].data));
    for (const { data } of parameters) for (let i = 0; i < data.length; i++) data[i] *= options.initScale;
    this.gradients = parameters.map(({ shape }) => zeros(shape, precision));
    this.run = new OptimizerRun(optimizer, parameters, options.hyperparameters);
  }

  get parameters(): readonly Tensor[] {
    return this.run.parameters;
  }

  /** Computes the next stochastic gradient at the present parameters. */
  differentiate(): void {
    this.gradientsDrawn += 1;
    this.loss = this.instance.gradient(this.run.parameters, this.gradients, this.data.seek(this.index, this.gradientsDrawn));
  }

  /** One step: a gradient and an update, or n of them where the optimizer accumulates n micro-batches. */
  advance(learningRate: number, weightDecay: number): void {
    for (let batch = 0; batch < (this.run.optimizer.microBatches ?? 1); batch++) {
      this.differentiate();
      this.run.call(this.gradients, learningRate, weightDecay);
    }
  }
}
