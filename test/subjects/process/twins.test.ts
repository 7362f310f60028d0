import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../../src/dynamics/optimizer-run.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { ChildConnection, type ChildOptions } from '../../../src/subjects/process/child-connection.ts';
import { childOptimizer, greet } from '../../../src/subjects/process/child-optimizer.ts';
import { pythonProgram } from '../../../src/subjects/process/python.ts';
import { isRunning } from '../../../src/subjects/process/system.ts';
import { startTwins, type OwnedTwin } from '../../../src/subjects/process/twins.ts';
import { temporaryFolder } from '../../suite/temporary-folder.ts';

// An adapter whose libraries say each time when they are imported, and whose subject says which process it is in.
const adapter = `import os, subprocess, sys, time
sys.path.insert(0, ${JSON.stringify(resolve('adapters/python'))})
from protocol import serve
import struct

class Subject:
    hyperparameters = {}
    name = "twin"

    def __init__(self):
        self.notes = [f"process {os.getpid()}", f"parent {os.getppid()}", f"leads {os.getsid(0)}", *(k for k in os.environ if "TWIN" in k)]

    def init(self, tensors):
        return None

    def update(self, instance, tensors, gradients, learning_rate, weight_decay, hyperparameters, step):
        if step == 3:
            if "leaves" in sys.argv:
                with open("LEFT", "w") as file: file.write(str(subprocess.Popen(["sleep", "60"]).pid))
            if "ends" in sys.argv: os._exit(7)
            if "hangs" in sys.argv: time.sleep(60)
        for w, g in zip(tensors, gradients):
            w.memory[:8] = struct.pack("<d", struct.unpack("<d", w.memory[:8])[0] - learning_rate * struct.unpack("<d", g.memory[:8])[0])

def prepare():
    with open("PREPARED", "a") as file: file.write("once ")
    if "dies" in sys.argv:
        print("no library", file=sys.stderr)
        os._exit(9)

serve(lambda *words: Subject(), prepare)
`;

const started: OwnedTwin[] = [];
const connections: ChildConnection[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await Promise.all(started.splice(0).map((twin) => twin.release()));
});

function optionsOf(...words: string[]): ChildOptions {
  const directory = temporaryFolder({ 'adapter.py': adapter });
  return { command: [pythonProgram(), 'adapter.py', ...words], directory, label: 'it', timeLimit: 1, forks: true };
}

/** Two twins, greeted. */
function twinsOf(options: ChildOptions): { connection: ChildConnection; optimizer: Optimizer; notes: string[] }[] {
  const twins = startTwins(options, 2);
  started.push(...twins);
  return twins.map(({ twin }) => {
    const connection = new ChildConnection(options, twin);
    connections.push(connection);
    const description = greet(connection, 'it');
    return { connection, optimizer: childOptimizer(connection, description, 'it'), notes: description.notes as string[] };
  });
}

const numberIn = (note: string): number => Number(/\d+/.exec(note)![0]);
const tensors = (...data: number[]): Tensor[] => [{ data: Float64Array.from(data), shape: [data.length] }];

/** The weight after so many steps of length 0.5. */
function after(optimizer: Optimizer, steps: number): number {
  const run = new OptimizerRun(optimizer, tensors(1));
  for (let step = 0; step < steps; step++) run.call(tensors(1), 0.5, 0);
  return run.parameters[0].data[0];
}

/** Waits, not for ever, for what has been killed: the system ends it when it comes to it. */
async function untilGone(...processes: readonly number[]): Promise<void> {
  for (let look = 0; look < 500 && processes.some(isRunning); look++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(processes.filter(isRunning)).toEqual([]);
}

describe.runIf(process.platform === 'linux')('twins', () => {
  test('are processes of their own, forked from one that has imported the libraries', () => {
    const options = optionsOf();
    const [one, other] = twinsOf(options);
    expect(readFileSync(join(options.directory, 'PREPARED'), 'utf8')).toBe('once once once ');
    const [ids, origins, sessions] = [0, 1, 2].map((i) => [one, other].map(({ notes }) => numberIn(notes[i])));
    expect(new Set([...ids, ...origins]).size).toBe(3);
    expect(sessions).toEqual(ids);
    // Nothing tells the subject what it is.
    expect([one.notes.length, other.notes.length]).toEqual([3, 3]);
    expect([after(one.optimizer, 2), after(other.optimizer, 4)]).toEqual([0, -1]);
  });

  test('end by themselves, and leave the other one', async () => {
    const [one, other] = twinsOf(optionsOf());
    const [first, second] = [one, other].map(({ notes }) => numberIn(notes[0]));
    await one.connection.close();
    expect([isRunning(first), isRunning(second)]).toEqual([false, true]);
    expect(after(other.optimizer, 2)).toBe(0);
  });

  test.each([
    ['ends', 'SUBJECT_EXITED', 'ends in update at step 3 (exit code 7)'],
    ['hangs', 'SUBJECT_HANGS', 'does not return from update at step 3: stopped after 1 second'],
  ])('that %s is told as any other process, and what it has started is ended with it', async (fault, code, message) => {
    const options = optionsOf(fault, 'leaves');
    const [one, other] = twinsOf(options);
    expect(() => after(one.optimizer, 3)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
    const left = Number(readFileSync(join(options.directory, 'LEFT'), 'utf8'));
    await untilGone(numberIn(one.notes[0]), left);
    expect(after(other.optimizer, 2)).toBe(0);
  });

  test('are gone, and so is the process that they were forked from, when they are released', async () => {
    const twins = twinsOf(optionsOf());
    const all = twins.flatMap(({ notes }) => [numberIn(notes[0]), numberIn(notes[1])]);
    await Promise.all(twins.map(({ connection }) => connection.close()));
    await Promise.all(started.splice(0).map((twin) => twin.release()));
    expect(all.map(isRunning)).toEqual([false, false, false, false]);
  });

  test('end with the process that they were forked from', async () => {
    const [one] = twinsOf(optionsOf());
    const [own, origin] = [numberIn(one.notes[0]), numberIn(one.notes[1])];
    process.kill(origin, 'SIGKILL');
    await untilGone(own);
  });

  test('tell how their libraries ended the process before there were any', () => {
    expect(() => twinsOf(optionsOf('dies'))).toThrow('(exit code 9)');
  });

  test('are not there where whoever asked for them is gone already', () => {
    const { command, directory } = optionsOf();
    const { status } = spawnSync(command[0], command.slice(1), { cwd: directory, env: { INTRINSIC_LR_TWINS: '2' }, input: '' });
    expect([status, existsSync(join(directory, 'PREPARED'))]).toEqual([0, false]);
  });

  test('are not there where a program does not fork, and nothing is started', () => {
    const options = { ...optionsOf(), forks: undefined };
    expect(startTwins(options, 2)).toEqual([]);
    expect(existsSync(join(options.directory, 'PREPARED'))).toBe(false);
  });
});
