import { availableParallelism } from 'node:os';
import { Option } from 'commander';
import { exitCode } from '../exit-code.ts';
import { displayOptions, queueOption, runningOptions } from '../options.ts';
import { watchForEnd } from '../watch-for-end.ts';
import { workingDirectory } from '../working-directory.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr worker` */
export const worker: CommandDefinition = {
  name: 'worker',
  arguments: '',
  description: 'compute what campaigns anywhere put into a queue, until Ctrl-C',
  options: [
    queueOption,
    runningOptions.find(({ long }) => long === '--workers')!,
    new Option('--trust', 'run optimizers and conjectures that tasks name and that do not belong to this package'),
    ...displayOptions,
  ],
  examples: ['worker --queue redis://localhost:6379', 'worker --queue redis://queue.example --workers 8'],
  async run(_, options: { queue?: string; workers?: number; trust?: boolean; quiet?: boolean }) {
    const { queue = 'redis://localhost:6379', workers = availableParallelism(), trust = false, quiet = false } = options;
    const { workOnQueue } = await import('../../suite/campaign/queue-worker.ts');
    const end = watchForEnd();
    const tell = (sentence: string): void => void (quiet || process.stderr.write(`intrinsic-lr: ${sentence}\n`));
    try {
      const computed = await workOnQueue(queue, { workers, directory: workingDirectory(), trust, tell, signal: end.signal });
      tell(`${computed} tasks were computed here`);
      return exitCode.holds;
    } finally {
      end.stop();
    }
  },
};
