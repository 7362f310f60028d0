import type { TaskResult } from '../../falsification/task.ts';
import { contentId } from '../../records/content-id.ts';
import type { LaboratoryReference } from './laboratory.ts';
import { openQueuedJobs } from './queued-jobs.ts';
import type { TaskPool } from './task-pool.ts';

/**
 * Workers anywhere, by way of a queue on Redis, that compute tasks of a campaign.
 *
 * @param signal when it is aborted, nothing is waited for any more: `Interrupted`
 */
export async function openQueuePool(url: string, reference: LaboratoryReference, signal: AbortSignal): Promise<TaskPool> {
  const jobs = await openQueuedJobs<TaskResult>(url, 'task', signal);
  return {
    evaluate: (task) => jobs.ask(contentId('task', { reference: { ...reference, directory: '' }, task }), { reference, task }),
    close: () => jobs.close(),
  };
}
