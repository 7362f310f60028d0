import { Worker } from 'node:worker_threads';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { ModelAnalysis } from '../inference/model/model-analysis.ts';

/** What the analysing thread is given. */
export interface ModelRequest {
  readonly source: string;
  readonly directory: string;
  readonly seed?: number;
  /** Two integers: how many times a call began or ended, and which function the last one is of. */
  readonly memory: SharedArrayBuffer;
}

/** What it answers, once. */
export type ModelResponse =
  | { readonly analysis: ModelAnalysis }
  | { readonly failure: { readonly message: string; readonly code: string; readonly stack?: string } };

/** Functions of a model, in the order of their numbers. */
export const modelFunctions = ['init', 'batch', 'loss', 'gradient'] as const;

// Run from source, as tests do, the thread is the built one: Node 20 starts no TypeScript.
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/suite/model-worker.js' : './model-worker.js',
  import.meta.url,
);

/** Looks at a call before it is said not to return. */
const looks = 50;
/** Loading TensorFlow.js, and data at the top level of a module, may take this many times as long as one call. */
const importFactor = 12;

/**
 * Analyses the model of a module in a thread of its own, which ends when a call of the model does not.
 *
 * @param timeLimit seconds that one call may last, and a twelfth of what the import may
 * @throws `ConfigurationError` with a code `MODEL_…`: `MODEL_HANGS`, `MODEL_EXITED`, and what `analyseModel` throws
 */
export async function analyseWatched(request: Omit<ModelRequest, 'memory'>, timeLimit: number): Promise<ModelAnalysis> {
  const memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const thread = new Worker(program, {
    workerData: { ...request, memory } satisfies ModelRequest,
    stdout: true,
    argv: [],
    execArgv: [],
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ModelAnalysis>((resolve, reject) => {
      timer = watch(new Int32Array(memory), timeLimit, (called) =>
        reject(
          new ConfigurationError(
            'MODEL_HANGS',
            `the model ${request.source}: ${called} did not return within ${called === 'the import' ? importFactor * timeLimit : timeLimit} s`,
            'look for a loop without an end; --time-limit allows more',
          ),
        ),
      );
      thread.once('message', (response: ModelResponse) => {
        if ('analysis' in response) return resolve(response.analysis);
        const { message, code, stack } = response.failure;
        const error = new ConfigurationError(code, message);
        if (stack !== undefined) error.stack = stack;
        reject(error);
      });
      thread.once('error', reject);
      thread.once('exit', (code) =>
        reject(
          new ConfigurationError(
            'MODEL_EXITED',
            `the model ${request.source} ended its thread with code ${code}`,
            'a model must not call process.exit',
          ),
        ),
      );
    });
  } finally {
    clearInterval(timer);
    await thread.terminate();
  }
}

/** Calls back when the same call is seen at too many looks; time is counted in looks, so that a suspended machine accuses nobody. */
function watch(cells: Int32Array, timeLimit: number, onExcess: (called: string) => void): NodeJS.Timeout {
  let [last, seen] = [-1, 0];
  return setInterval(
    () => {
      const count = Atomics.load(cells, 0);
      const inside = (count & 1) === 1 || count === 0;
      seen = inside && count === last ? seen + 1 : 0;
      last = count;
      if (seen < (count === 0 ? importFactor : 1) * looks) return;
      onExcess(count === 0 ? 'the import' : modelFunctions[Atomics.load(cells, 1)]);
    },
    (1000 * timeLimit) / looks,
  );
}
