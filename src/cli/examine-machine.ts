import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { objective } from '../objectives/reference.ts';
import { exactObjectives } from '../suite/defaults.ts';
import { pythonProgram } from '../subjects/process/python.ts';
import { version } from '../suite/version.ts';
import { createSubjectPool } from '../suite/subject-pool.ts';
import { backends, type Backend } from '../tfjs/load-tensorflow.ts';

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
  const pool = createSubjectPool(['builtin:sgd'], { workers: 1, timeLimit: 30, directory });
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

async function examineBackends(): Promise<MachineFinding[]> {
  const trials = await Promise.all(
    backends.map(async (backend) => {
      const trial = await tryProgram(process.execPath, ['--input-type=module', '--eval', backendProgram(backend)]);
      return { backend, ...trial };
    }),
  );
  const live = trials.find(({ state }) => state);
  const order = backends.map(({ name }) => name).join(', ');
  return trials.map((trial): MachineFinding => {
    const { backend, state, text } = trial;
    const use =
      trial === live ? `what tfjs: subjects run on, as the first that works of ${order}` : `for ?backend=${backend.name}`;
    const detail = state ? `${backend.package} ${text} (${use})` : `${backend.package}: ${text}`;
    return { name: `TensorFlow.js ${backend.name}`, state: state ? 'works' : 'absent', detail };
  });
}

/** Multiplies in another process: a native addon may end it, and its banner must not reach our output. */
function backendProgram({ package: name, registered }: Backend): string {
  return `
    import { createRequire } from 'node:module';
    createRequire(import.meta.url)('node:util').isNullOrUndefined ??= (value) => value == null;
    const { default: tf } = await import('@tensorflow/tfjs');
    tf.env().set('PROD', true);
    await import('${name}');
    if (!(await tf.setBackend('${registered}'))) throw new Error('it does not start');
    const product = tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0];
    if (product !== 11) throw new Error('1·3 + 2·4 comes out as ' + product);
    console.log('\\u0001' + tf.version.tfjs);
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
