import { parentPort, workerData } from 'node:worker_threads';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { toFailure } from './failure.ts';
import { noteCallsIn } from '../subjects/model-watch.ts';
import { openModel } from '../subjects/open-model.ts';
import { silenceOutput } from '../subjects/silence-output.ts';
import type { ModelRequest, ModelResponse } from './watched-analysis.ts';

// The program of the thread in which `intrinsic-lr model` analyses: a call of the model that does not return ends it, and nothing else.

const { source, directory, seed, memory } = workerData as ModelRequest;
const watch = noteCallsIn(memory);
silenceOutput(() => {});

let response: ModelResponse;
try {
  response = { analysis: (await openModel(source, directory, { seed, watch })).analysis };
} catch (thrown) {
  if (!(thrown instanceof ConfigurationError)) throw thrown;
  const { message, code } = thrown;
  response = { failure: { message, code, stack: toFailure(thrown).stack } };
}
parentPort!.postMessage(response);
