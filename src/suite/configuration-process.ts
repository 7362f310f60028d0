import { toFailure } from './failure.ts';
import { readConfiguration } from './load-configuration.ts';
import { startLifeline } from '../subjects/process/module/lifeline.ts';
import type { ConfigurationAnswer } from './load-configuration-apart.ts';

// The program of the process in which a configuration is imported: it reads one file, answers once and ends, whatever the file left running.

// Ends this process with its parent, also while the file keeps it busy.
startLifeline();

const [, , file, shown] = process.argv;
const { exit } = process;
const send = process.send!.bind(process);
const answer = (message: ConfigurationAnswer): void => void send(message, () => exit(0));

readConfiguration(file, shown)
  .then((configuration) => answer({ kind: 'done', configuration }))
  .catch((thrown: unknown) => answer({ kind: 'failed', failure: toFailure(thrown) }));
