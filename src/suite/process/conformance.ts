import { zeros, type Precision, type Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { normal } from '../../random/normal.ts';
import { stream } from '../../random/stream.ts';
import type { SubjectCall } from '../subject-error.ts';
import { ChildConnection, type ChildOptions } from './child-connection.ts';
import { readDescription, type ChildDescription } from './child-description.ts';
import { childOptimizer, greet, sendInit } from './child-optimizer.ts';
import { kinds, protocolVersion } from './frame.ts';
import { readTensors, tensorBytes, writeTensors } from './tensor-layout.ts';

/** One requirement of the protocol, and what is wrong where it is not met. */
export interface ConformanceFinding {
  readonly requirement: string;
  readonly problem?: string;
}

/** What a program that speaks the protocol was found to be. */
export interface ConformanceReport {
  readonly description?: ChildDescription;
  readonly findings: readonly ConformanceFinding[];
}

const shapes: readonly (readonly number[])[] = [[], [3], [4, 3], [2, 2, 2], [1]];
const call: SubjectCall = { function: 'update', step: 1 };
const unknownKind = 77;

/**
 * Starts a program that claims to speak the protocol of docs/protocol.md, and tries every requirement on it.
 *
 * @param command program and arguments
 * @param options where it starts, and how many seconds one call may last
 * @returns the requirements in a fixed order; nothing is thrown for a program that breaks some
 * @example
 * ```ts
 * const { findings } = checkConformance([process.execPath, 'fixtures/protocol/heavy-ball.mjs']);
 * expect(findings.filter(({ problem }) => problem !== undefined)).toEqual([]);
 * ```
 */
export function checkConformance(
  command: readonly string[],
  options: Partial<Pick<ChildOptions, 'directory' | 'timeLimit' | 'startLimit'>> = {},
): ConformanceReport {
  const findings: ConformanceFinding[] = [];
  const label = command.join(' ');
  const open = (): ChildConnection => new ChildConnection({ command, label, directory: process.cwd(), ...options });
  const meets = <Value>(requirement: string, attempt: () => Value): Value | undefined => {
    try {
      const value = attempt();
      findings.push({ requirement });
      return value;
    } catch (thrown) {
      findings.push({ requirement, problem: thrown instanceof Error ? thrown.message : String(thrown) });
      return undefined;
    }
  };

  const started = meets('starts, and answers HELLO with its description', () => {
    const connection = open();
    return { connection, description: greet(connection, label) };
  });
  if (started === undefined) return { findings };
  const { connection, description } = started;
  const probe = new Probe(connection, description);
  const refuses = (kind: number, words: readonly number[]): void => {
    const write = (body: DataView): void => words.forEach((word, i) => body.setUint32(4 * i, word, true));
    if (connection.exchange(kind, 4 * words.length, write, call).kind !== kinds.error) throw new Error('it answers DONE');
  };

  for (const precision of probe.precisions) {
    meets(`updates tensors of every rank in ${precision}`, () => probe.run(precision, probe.create(precision), 0, 3));
    meets(`computes the same again in ${precision}`, () =>
      same(probe.run(precision, probe.create(precision), 0, 3), probe.run(precision, probe.create(precision), 0, 3)),
    );
    meets(`keeps three replicas of one instance apart in ${precision}`, () => probe.compareReplicas(precision));
  }
  const [precision] = probe.precisions;
  meets('keeps instances apart that are stepped in turn', () => probe.compareInterleaved(precision));
  meets('copies an instance with its state', () => probe.compareCopy(precision));
  meets('answers requests in their order when several are sent at once', () => {
    const [first, second] = [probe.create(precision), probe.create(precision)];
    same(probe.run(precision, second, 0, 2), probe.run(precision, first, 0, 2));
  });
  if (description.capabilities?.includes('continues'))
    meets('goes on from where it is as from parameters that it is given, also in a copy', () =>
      compareContinued(childOptimizer(connection, description, label), precision),
    );
  meets('refuses a message of a kind that does not exist, and goes on', () => refuses(unknownKind, []));
  meets('refuses an update of an instance that does not exist, and goes on', () => {
    const words = [2 ** 29, 1, 0, 0, 0, 0, ...probe.names.flatMap(() => [0, 0])];
    refuses(kinds.update, words);
  });
  meets('refuses a version that it does not speak, and goes on', () => refuses(kinds.hello, [protocolVersion + 998]));
  meets('forgets released instances', () => {
    const { instance } = probe.create(precision);
    connection.request(kinds.release, 4, (body) => body.setUint32(0, instance, true), call);
    refuses(kinds.copy, [instance, instance + 1]);
  });
  meets('forgets every instance at RESET, and describes itself as before', () => {
    const { instance } = probe.create(precision);
    const again = readDescription(
      connection.request(kinds.reset, 0, () => {}, { function: 'import', step: 0 }),
      label,
    );
    if (JSON.stringify(again) !== JSON.stringify(description)) throw new Error(`it says ${JSON.stringify(again)}`);
    refuses(kinds.copy, [instance, instance + 1]);
  });
  meets('ends with exit code 0 when its standard input ends', () => {
    const how = connection.finish();
    if (how !== 'exit code 0') throw new Error(`it ends by ${how}`);
  });
  return { description, findings };
}

/** An instance in the child, with its parameters as they are known here. */
interface Instance {
  readonly instance: number;
  readonly parameters: Tensor[];
}

/** Runs of a fixed sequence of random gradients. */
class Probe {
  readonly names: readonly string[];
  readonly precisions: readonly Precision[];
  readonly #connection: ChildConnection;
  readonly #values: readonly number[];
  #last = 1000;

  constructor(connection: ChildConnection, { hyperparameters = {}, precisions = ['float64', 'float32'] }: ChildDescription) {
    this.#connection = connection;
    this.names = Object.keys(hyperparameters);
    this.#values = Object.values(hyperparameters);
    this.precisions = precisions.filter((name): name is Precision => name === 'float64' || name === 'float32');
  }

  create(precision: Precision, replica = 0): Instance {
    const instance = this.#last++;
    const parameters = draw(precision, replica, 0);
    sendInit(this.#connection, { instance }, parameters, 1);
    return { instance, parameters };
  }

  /** Makes steps `from + 1` to `to` and returns the parameters. */
  run(precision: Precision, { instance, parameters }: Instance, from: number, to: number, replica = 0): readonly Tensor[] {
    for (let step = from + 1; step <= to; step++) this.step(instance, parameters, draw(precision, replica, step), step);
    if (parameters.some(({ data }) => data.some((value: number) => !Number.isFinite(value))))
      throw new Error('they do not stay finite');
    const start = draw(precision, replica, 0);
    if (to > 0 && parameters.every(({ data }, i) => data.every((value, j) => value === start[i].data[j]))) {
      throw new Error('they do not move');
    }
    return parameters;
  }

  step(instance: number, parameters: readonly Tensor[], gradients: readonly Tensor[], step: number): void {
    const head = 24 + 8 * this.names.length;
    const write = (body: DataView, bytes: Uint8Array<ArrayBuffer>): void => {
      body.setUint32(0, instance, true);
      body.setUint32(4, step, true);
      body.setFloat64(8, 0.125, true);
      body.setFloat64(16, 0.25, true);
      this.#values.forEach((value, i) => body.setFloat64(24 + 8 * i, value, true));
      writeTensors(bytes, writeTensors(bytes, head, parameters), gradients);
    };
    const answer = this.#connection.request(kinds.update, head + 2 * tensorBytes(parameters), write, {
      function: 'update',
      step,
    });
    readTensors(answer, parameters, 'it', call);
  }

  compareReplicas(precision: Precision): void {
    const replicas = [0, 1, 2];
    const alone = replicas.map((replica) => this.run(precision, this.create(precision, replica), 0, 3, replica));
    const instance = this.#last++;
    const parameters = stack(replicas.map((replica) => draw(precision, replica, 0)));
    sendInit(this.#connection, { instance }, parameters, replicas.length);
    for (let step = 1; step <= 3; step++) {
      const gradients = stack(replicas.map((replica) => draw(precision, replica, step)));
      this.step(instance, parameters, gradients, step);
    }
    same(parameters, stack(alone));
  }

  compareInterleaved(precision: Precision): void {
    const alone = [0, 1].map((replica) => this.run(precision, this.create(precision, replica), 0, 4, replica));
    const instances = [0, 1].map((replica) => this.create(precision, replica));
    for (let step = 0; step < 4; step++)
      instances.forEach((instance, replica) => this.run(precision, instance, step, step + 1, replica));
    instances.forEach(({ parameters }, replica) => same(parameters, alone[replica]));
  }

  compareCopy(precision: Precision): void {
    const uninterrupted = this.run(precision, this.create(precision), 0, 6);
    const origin = this.create(precision);
    this.run(precision, origin, 0, 3);
    const twin = {
      instance: this.#last++,
      parameters: origin.parameters.map(({ data, shape }) => ({ data: data.slice(), shape })),
    };
    const write = (body: DataView): void =>
      [origin.instance, twin.instance].forEach((word, i) => body.setUint32(4 * i, word, true));
    this.#connection.request(kinds.copy, 8, write, call);
    same(this.run(precision, twin, 3, 6), uninterrupted);
    // The copy's steps must have left the original where it was.
    same(this.run(precision, origin, 3, 6), uninterrupted);
  }
}

/** Runs and forks that are not looked at until their end, against the same ones that are read after each call. */
function compareContinued(optimizer: Optimizer, precision: Precision): void {
  const [blind, read] = [false, true].map((looks) => {
    const run = new OptimizerRun(optimizer, draw(precision, 0, 0));
    const runs = [run];
    for (let step = 1; step <= 5; step++) {
      if (step === 3) runs.push(run.fork());
      for (const each of runs) {
        each.call(draw(precision, 0, step), 0.125 / step, 0.25 * step);
        if (looks) void each.parameters;
      }
    }
    return runs.map(({ parameters }) => parameters);
  });
  blind.forEach((parameters, i) => same(parameters, read[i]));
}

/** Standard normal tensors of a replica: its start for step 0, then its gradients. */
function draw(precision: Precision, replica: number, step: number): Tensor[] {
  const source = stream('conformance', 'tensors').seek(replica, step);
  return shapes.map((shape) => {
    const tensor = zeros(shape, precision);
    for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = normal(source);
    return tensor;
  });
}

/** Replicas of every tensor, one after the other. */
function stack(replicas: readonly (readonly Tensor[])[]): Tensor[] {
  return replicas[0].map(({ data, shape }, tensor) => {
    const joined = zeros([replicas.length, ...shape], data instanceof Float64Array ? 'float64' : 'float32');
    replicas.forEach((tensors, replica) => joined.data.set(tensors[tensor].data, replica * data.length));
    return joined;
  });
}

function same(a: readonly Tensor[], b: readonly Tensor[]): void {
  a.forEach(({ data }, tensor) =>
    data.forEach((value, entry) => {
      const other = b[tensor].data[entry];
      if (!Object.is(value, other))
        throw new Error(`tensor ${tensor}, entry ${entry} is ${value} in one run and ${other} in the other`);
    }),
  );
}
