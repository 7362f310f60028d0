import { Worker } from 'node:worker_threads';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import type { ModelAnalysis } from '../inference/model/model-analysis.ts';
import { ModelError } from '../subjects/model-error.ts';
import { createModelMemory, watchModelCalls } from '../subjects/model-watch.ts';

/** What the analysing thread is given. */
export interface ModelRequest {
  readonly source: string;
  readonly directory: string;
  readonly seed?: number;
  /** See `noteCallsIn`. */
  readonly memory: SharedArrayBuffer;
}

/** What it answers, once. */
export type ModelResponse =
  | { readonly analysis: ModelAnalysis }
  | { readonly failure: { readonly message: string; readonly code: string; readonly stack?: string } };

// Run from source, as tests do, the thread is the built one: Node 20 starts no TypeScript.
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/suite/model-worker.js' : './model-worker.js',
  import.meta.url,
);

/**
 * Analyses the model of a module in a thread of its own, which ends when a call of the model does not.
 *
 * @param timeLimit seconds that one call may last, and a twelfth of what the import may
 * @throws `ModelError`, and what `analyseModel` throws
 */
export async function analyseWatched(request: Omit<ModelRequest, 'memory'>, timeLimit: number): Promise<ModelAnalysis> {
  const memory = createModelMemory();
  const thread = new Worker(program, {
    workerData: { ...request, memory } satisfies ModelRequest,
    stdout: true,
    argv: [],
    execArgv: [],
  });
  let stopWatching = (): void => {};
  try {
    return await new Promise<ModelAnalysis>((resolve, reject) => {
      stopWatching = watchModelCalls(memory, timeLimit, () => request.source, reject);
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
          new ModelError(
            'MODEL_EXITED',
            `the model ${request.source} ended its thread with code ${code}`,
            'a model must not call process.exit',
          ),
        ),
      );
    });
  } finally {
    stopWatching();
    await thread.terminate();
  }
}
