import type { Precision } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { SubjectCall } from '../subject-error.ts';
import { ChildConnection, type ChildOptions } from './child-connection.ts';
import { readDescription, type ChildDescription } from './child-description.ts';
import { childOptimizer, greet } from './child-optimizer.ts';
import { draw, Probe, same } from './conformance-probe.ts';
import { kinds, protocolVersion } from './frame.ts';

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
