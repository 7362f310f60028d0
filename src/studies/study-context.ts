import type { Engine } from '../experiments/experiment.ts';
import type { Arm } from '../experiments/arm.ts';
import type { Reading } from '../experiments/reading.ts';
import type { RecordStore } from '../experiments/record-store.ts';
import { runArms } from '../experiments/run-arms.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Objective } from '../objectives/objective.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { sgd } from '../optimizers/sgd.ts';

/** An arm of a study; what is left out is usual. */
export type StudyArm = Partial<Arm> & Pick<Arm, 'learningRate' | 'weightDecay'>;

/** Arms that see the same mini-batches and noise, replica by replica. */
export interface StudyRun<Name extends string> {
  /** Names the random numbers: runs of one label see the same ones. Default: those of the study. */
  readonly label?: string;
  readonly objective: Objective;
  /** Default: plain SGD. */
  readonly optimizer?: Optimizer;
  readonly replicas: number;
  readonly metrics: readonly Metric[];
  readonly arms: Readonly<Record<Name, StudyArm>>;
}

/** What the replicas of one arm showed. */
export interface ArmReadings {
  /** Mean of a metric over a window, one a replica. */
  mean(metric: Metric, window?: number): number[];
  /** Its value at the n-th traced step, one a replica. */
  at(metric: Metric, point: number): number[];
  readonly replicas: readonly Reading[];
}

/** What a study has at hand. */
export interface StudyContext {
  /** Quick form: seconds to two minutes. */
  readonly quick: boolean;
  readonly seed: number;
  readonly engine: Engine;
  /** The first where it is quick, the second in full. */
  size<Value>(quick: Value, full: Value): Value;
  run<Name extends string>(run: StudyRun<Name>): Promise<Readonly<Record<Name, ArmReadings>>>;
}

/** What was spent so far. */
export interface Spent {
  replicas: number;
  replicaSteps: number;
}

/**
 * The context of one run of a study.
 *
 * @param options `study` names the random numbers
 * @param spent is added to
 */
export function studyContext(
  options: {
    readonly study: string;
    readonly quick: boolean;
    readonly seed: number;
    readonly engine: Engine;
    readonly store?: RecordStore;
  },
  spent: Spent,
): StudyContext {
  const { study, quick, seed, engine, store } = options;
  return {
    quick,
    seed,
    engine,
    size: (small, large) => (quick ? small : large),
    async run({ label = 'main', objective, optimizer = sgd, replicas, metrics, arms }) {
      const names = Object.keys(arms) as (keyof typeof arms)[];
      const list = names.map((name): Arm => ({
        initScale: 1,
        initialisation: 'start',
        windows: [],
        ...(arms[name] as StudyArm),
      }));
      const bench = { engine, objective, optimizer, seed, ...(store && { store }) };
      const { readings, replicaSteps } = await runArms(bench, `study ${study}/${label}`, list, metrics, {
        first: 0,
        count: replicas,
      });
      spent.replicas += replicas * list.length;
      spent.replicaSteps += replicaSteps;
      return Object.fromEntries(names.map((name, arm) => [name, armReadings(readings.map((row) => row[arm]))])) as Record<
        (typeof names)[number],
        ArmReadings
      >;
    },
  };
}

function armReadings(replicas: readonly Reading[]): ArmReadings {
  return {
    mean: (metric, window = 0) => replicas.map((replica) => replica.mean(metric, window)),
    at: (metric, point) => replicas.map((replica) => replica.at(metric, point)),
    replicas,
  };
}
