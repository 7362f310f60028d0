import { describeExperiment } from '../../dynamics/workers/experiment-description.ts';
import { describePieces, joinRecords } from '../../dynamics/workers/pieces.ts';
import type { WorkerRequest } from '../../dynamics/workers/worker-protocol.ts';
import type { Engine, EnsembleRecord } from '../../experiments/experiment.ts';
import { contentId } from '../../records/content-id.ts';
import { openQueuedJobs } from './queued-jobs.ts';

/** An engine whose workers may be anywhere. */
export interface QueueEngine extends Engine {
  close(): Promise<void>;
}

/**
 * An engine that deals the replicas of each run to workers anywhere, by way of a queue on Redis: pieces and numbers are those of
 * `workerEngine`, whoever computes them.
 *
 * @param here runs what no worker could find, such as an objective that is a closure, and says which arithmetic it is
 * @param signal when it is aborted, nothing is waited for any more: `Interrupted`
 */
export async function queueEngine(url: string, here: Engine, signal: AbortSignal): Promise<QueueEngine> {
  const jobs = await openQueuedJobs<EnsembleRecord>(url, 'piece', signal);
  return {
    ...here,
    name: `${here.name}, and a queue`,
    async run(experiment) {
      const description = here.supports(experiment) === true ? describeExperiment(experiment) : '';
      if (typeof description === 'string' || experiment.replicas.count === 0) return here.run(experiment);
      const answers = describePieces(description).map((each) => {
        const piece: WorkerRequest = { engine: 'wasm', description: each };
        return jobs.ask(contentId('piece', piece), { piece });
      });
      return joinRecords(await Promise.all(answers));
    },
    close: () => jobs.close(),
  };
}
