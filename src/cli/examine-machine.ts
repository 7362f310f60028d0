import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { objective } from '../objectives/reference.ts';
import { exactObjectives } from '../suite/defaults.ts';
import { pythonProgram } from '../suite/process/python.ts';
import { version } from '../suite/version.ts';
import { createWorkerPool } from '../suite/worker-pool.ts';

/** One thing that was looked at. `absent`: it is optional and not there; `broken`: nothing works without it. */
export interface MachineFinding {
  readonly name: string;
  readonly state: 'works' | 'absent' | 'broken';
  readonly detail: string;
}

const oldestNode = [20, 19] as const;

/**
 * Tries everything that this package needs or can use.
 *
 * @param directory the working directory
 */
export async function examineMachine(directory: string): Promise<MachineFinding[]> {
  const [worker, backends, python] = await Promise.all([examineWorker(directory), examineBackends(), examinePython()]);
  return [
    { name: 'intrinsic-lr', state: 'works', detail: version },
    examineNode(),
    {
      name: 'machine',
      state: 'works',
      detail: `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB of memory`,
    },
    worker,
    examineData(),
    ...backends,
    ...python,
    examineFolder(directory),
  ];
}

function examineNode(): MachineFinding {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const recent = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return {
    name: 'Node.js',
    state: recent ? 'works' : 'broken',
    detail: `${process.versions.node} (needs ${oldestNode.join('.')})`,
  };
}

async function examineWorker(directory: string): Promise<MachineFinding> {
  const pool = createWorkerPool(['builtin:sgd'], { workers: 1, timeLimit: 30, directory });
  const answer = await pool.open(0, []);
  await pool.close();
  if (answer.kind === 'done') return { name: 'worker threads', state: 'works', detail: 'an optimizer runs in one' };
  return { name: 'worker threads', state: 'broken', detail: answer.kind === 'failed' ? answer.failure.message : answer.reason };
}

function examineData(): MachineFinding {
  const name = 'digits data';
  try {
    const { parameters } = objective(exactObjectives[0]);
    return { name, state: 'works', detail: `${exactObjectives[0]}: ${parameters.length} tensors` };
  } catch (thrown) {
    return { name, state: 'broken', detail: (thrown as Error).message };
  }
}

/** Imports are spelt so that no bundler or type checker insists on packages that are optional. */
const backends: readonly { readonly package: string; readonly needs: string }[] = [
  { package: '@tensorflow/tfjs', needs: 'optimizers of TensorFlow.js' },
  { package: '@tensorflow/tfjs-backend-wasm', needs: 'its WebAssembly back end' },
  { package: '@tensorflow/tfjs-node', needs: 'its native back end' },
];

async function examineBackends(): Promise<MachineFinding[]> {
  return Promise.all(
    backends.map(async ({ package: name, needs }): Promise<MachineFinding> => {
      const { state, text } = await tryProgram(process.execPath, ['--input-type=module', '--eval', importProgram(name)]);
      return { name, state: state ? 'works' : 'absent', detail: state ? `${text} (${needs})` : `${needs}: ${text}` };
    }),
  );
}

/** Imported in another process: a native addon may end it, and its banner must not reach our output. */
function importProgram(name: string): string {
  return `
    import { createRequire } from 'node:module';
    const util = createRequire(import.meta.url)('node:util');
    util.isNullOrUndefined ??= (value) => value == null;
    const module = await import('${name}');
    const { version_core, version, version_wasm } = module.default ?? module;
    console.log('\\u0001' + (version?.['tfjs-core'] ?? version_core ?? version_wasm ?? 'loads'));
    process.exit(0);
  `;
}

async function examinePython(): Promise<MachineFinding[]> {
  const program = pythonProgram();
  const python = await tryProgram(program, [
    '-c',
    'import sys; print("\\x01" + sys.version.split()[0] + " at " + sys.executable)',
  ]);
  const detail = python.state ? python.text : `${program}: ${python.text}`;
  const findings: MachineFinding[] = [{ name: 'Python', state: python.state ? 'works' : 'absent', detail }];
  if (!python.state) return findings;
  const modules = await Promise.all(
    ['numpy', 'torch', 'jax', 'optax'].map(async (name): Promise<MachineFinding> => {
      const { state, text } = await tryProgram(program, ['-c', `import ${name}; print("\\x01" + ${name}.__version__)`]);
      return { name: `Python ${name}`, state: state ? 'works' : 'absent', detail: text };
    }),
  );
  return [...findings, ...modules];
}

/** Runs a program that prints its answer after a \u0001; what went wrong otherwise, in one line. */
async function tryProgram(file: string, words: readonly string[]): Promise<{ state: boolean; text: string }> {
  try {
    const { stdout } = await promisify(execFile)(file, words, { timeout: 60_000 });
    return { state: true, text: stdout.slice(stdout.lastIndexOf('\u0001') + 1).trim() };
  } catch (thrown) {
    const { code, stderr = '', message } = thrown as { code?: unknown; stderr?: string; message: string };
    if (code === 'ENOENT') return { state: false, text: 'not installed' };
    const lines = stderr.split('\n').filter((line) => /Error/.test(line));
    return { state: false, text: (lines.at(-1) ?? message.split('\n')[0]).replace(/ imported from .*/, '').trim() };
  }
}

function examineFolder(directory: string): MachineFinding {
  const folder = existsSync(`${directory}/fixtures/counterexamples`) ? 'fixtures/counterexamples' : '.';
  try {
    accessSync(`${directory}/${folder}`, constants.W_OK);
    return { name: 'working directory', state: 'works', detail: `${folder} can be written` };
  } catch {
    return {
      name: 'working directory',
      state: 'absent',
      detail: `${folder} cannot be written: reports and counterexamples cannot be kept`,
    };
  }
}
