import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { TensorFlow } from './tensorflow.ts';

/** A back end of TensorFlow.js: where its operations are computed. */
export interface Backend {
  /** As users name it. */
  readonly name: 'cpu' | 'wasm' | 'native';
  /** As TensorFlow.js names it. */
  readonly registered: string;
  /** The package that brings it. */
  readonly package: string;
}

/**
 * The back ends, in the order in which they are tried. On the few numbers that exact laws train, what counts is the cost of a call:
 * a momentum step on three small tensors takes about 85 µs on cpu, 180 µs on wasm and 360 µs on native.
 */
export const backends: readonly Backend[] = [
  { name: 'cpu', registered: 'cpu', package: '@tensorflow/tfjs' },
  { name: 'wasm', registered: 'wasm', package: '@tensorflow/tfjs-backend-wasm' },
  { name: 'native', registered: 'tensorflow', package: '@tensorflow/tfjs-node' },
];

/** TensorFlow.js, ready to compute. */
export interface LoadedTensorFlow {
  readonly tf: TensorFlow;
  readonly backend: Backend;
  readonly version: string;
}

const here = createRequire(import.meta.url);

/**
 * Loads TensorFlow.js with a back end, quietly.
 *
 * @param name of the back end; default: the first that loads
 * @param directory whose packages are used if it has them, so that a project is checked with its own version
 * @throws `ConfigurationError` `TFJS_UNAVAILABLE`
 */
export async function loadTensorFlow(name: string | undefined, directory: string): Promise<LoadedTensorFlow> {
  const wanted = backends.filter((backend) => name === undefined || backend.name === name);
  if (wanted.length === 0)
    throw new ConfigurationError('TFJS_UNAVAILABLE', `there is no back end "${name}"`, 'the choice is cpu, wasm or native');
  const reasons: string[] = [];
  for (const backend of wanted) {
    try {
      return await start(backend, directory);
    } catch (thrown) {
      reasons.push(`${backend.name}: ${(thrown as Error).message.split('\n')[0]}`);
    }
  }
  const advice =
    name === 'native'
      ? 'where the installation of @tensorflow/tfjs-node cannot download libtensorflow, its addon can be built: see docs/tfjs.md'
      : 'npm install --save-optional @tensorflow/tfjs @tensorflow/tfjs-backend-wasm @tensorflow/tfjs-node takes what can be had';
  throw new ConfigurationError('TFJS_UNAVAILABLE', `TensorFlow.js does not load (${reasons.join('; ')})`, advice);
}

async function start(backend: Backend, directory: string): Promise<LoadedTensorFlow> {
  if (backend.name === 'native') {
    // tfjs-node calls a function that Node.js 23 took away (tensorflow/tfjs#8609), and libtensorflow writes greetings.
    const util = here('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  }
  const tf = find<TensorFlow>('@tensorflow/tfjs', directory);
  tf.env().set('PROD', true);
  if (backend.name !== 'cpu') find(backend.package, directory);
  if (!(await tf.setBackend(backend.registered))) throw new Error('it does not start');
  return { tf, backend, version: tf.version?.tfjs ?? tf.version_core ?? 'of an unknown version' };
}

/** A package as the project in this folder sees it, or else as this package does. */
function find<Module>(name: string, directory: string): Module {
  try {
    return createRequire(pathToFileURL(join(directory, 'package.json')))(name) as Module;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw thrown;
    return here(name) as Module;
  }
}
