import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pythonProgram } from '../../src/subjects/process/python.ts';
import { isRunning } from '../../src/subjects/process/system.ts';
import { runCli } from '../cli/run-cli.ts';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';
import { runs, timeout } from '../size.ts';

const tell = "import { writeFileSync } from 'node:fs'; const tell = () => writeFileSync('pid', String(process.pid));";

/** What a child is doing when its parent is killed, and the file that does it. */
const states = {
  idle: ['idle.mjs', `${tell} tell(); await new Promise(() => {}); ${sgdModule('idle')}`],
  busy: ['busy.mjs', `${tell} ${sgdModule('busy', 'if (step === 3) { tell(); for (;;); }')}`],
  deaf: [
    'deaf.mjs',
    `${tell} for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});
     ${sgdModule('deaf', 'if (step === 3) { tell(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); }')}`,
  ],
  // What is watched is what it has started, in a session of its own.
  'a parent itself': [
    'parent.mjs',
    `import { spawn } from 'node:child_process';
     import { writeFileSync } from 'node:fs';
     const start = () => {
       const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { detached: true, stdio: 'ignore' });
       child.unref();
       writeFileSync('pid', String(child.pid));
     };
     ${sgdModule('parent', 'if (step === 3) { start(); for (;;); }')}`,
  ],
  // A regular expression keeps the lock of the interpreter, so that no thread that watches anything runs.
  'holding the lock': [
    'lock.py',
    `import os, re\nopen("pid", "w").write(str(os.getpid()))\nre.match(r"(a+)+$", "a" * 64 + "b")\ndef update(**rest): pass\n`,
  ],
  // Its answer finds nobody.
  'about to answer': [
    'answers.mjs',
    `${tell} ${sgdModule('answers', 'if (step === 3) { const parent = process.ppid; tell(); while (process.ppid === parent); }')}`,
  ],
} as const;

/** Whether the system says who has started whom. */
const tellsChildren = existsSync(`/proc/self/task/${process.pid}/children`);

const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;
const hasPython = spawnSync(pythonProgram(), ['--version']).status === 0;
const folder = temporaryFolder({});

const cases = Object.entries(states)
  .filter(([state]) => (state !== 'holding the lock' || hasPython) && (state !== 'a parent itself' || tellsChildren))
  .flatMap(([state, [file, text]]) => signals.map((signal) => ({ state, file, text, signal })))
  // Every state once, and every signal; in the night all of them, five times: sixty kills where there is Python.
  .filter((_, index) => runs(index % 4, 0) === 0 || [11, 14, 17].includes(index))
  .flatMap((each) => Array.from({ length: runs(1, 5) }, (_, i) => ({ ...each, place: `${each.file} ${each.signal} ${i}` })));

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a run that is killed', () => {
  test.each(cases)(
    'by $signal while its child is $state leaves no process and no file',
    async ({ file, text, signal, place }) => {
      const directory = join(folder, place);
      mkdirSync(directory);
      writeFileSync(join(directory, file), text);
      const pid = join(directory, 'pid');
      const words = [
        'check',
        `./${file}`,
        '--tier',
        'exact',
        '--time-limit',
        '600',
        '--baseline',
        'baseline.json',
        '--workers',
        '1',
      ];
      let killed: Promise<void> | undefined;
      const { code } = await runCli(words, {
        directory,
        onStart: (child) => {
          killed = (async () => {
            while (!existsSync(pid) || readFileSync(pid, 'utf8') === '') await turn();
            child.kill(signal);
          })();
        },
      });
      await killed;
      expect(code).toBe(signal === 'SIGKILL' ? null : 130);
      const child = Number(readFileSync(pid, 'utf8'));
      // Whoever is killed by SIGKILL can end nobody: the child sees it by itself, within a second or two.
      while (isRunning(child)) await turn();
      expect(readdirSync(directory).toSorted()).toEqual([file, 'pid'].toSorted());
    },
    timeout,
  );
});

test.runIf(tellsChildren)(
  'a run that ends leaves nothing that its subjects have started',
  async () => {
    const directory = join(folder, 'ends');
    mkdirSync(directory);
    const starts = `
      import { spawn } from 'node:child_process';
      import { appendFileSync } from 'node:fs';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { detached: true, stdio: 'ignore' });
      child.unref();
      appendFileSync('pids', child.pid + '\\n');`;
    writeFileSync(join(directory, 'starts.mjs'), `${starts}\n${sgdModule('starts')}`);
    const words = ['check', './starts.mjs', '--laws', 'finiteness', '--configurations', '5', '--workers', '1'];
    const { code, stderr } = await runCli(words, { directory });
    expect(code, stderr).toBe(0);
    const started = readFileSync(join(directory, 'pids'), 'utf8').trim().split('\n').map(Number);
    // Whoever is killed ends when the system gives it a processor: what was left alone would run for ever.
    while (started.some(isRunning)) await new Promise(setImmediate);
  },
  timeout,
);
