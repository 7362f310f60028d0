import { describeThrown } from '../arithmetic/describe-thrown.ts';
import { printableLines, withoutCommands } from '../arithmetic/printable.ts';
import { exitCode } from './exit-code.ts';

/**
 * Runs the program to its end and exits with a code that says what happened, whatever happens: 1 is what Node exits with after any uncaught
 * error, and here it means "refuted" and nothing else.
 *
 * What ends the process before the program is over is a crash (3), be it an error that nobody caught or a module that calls `process.exit`.
 * So is a text that standard output or standard error did not take, because the disk is full or nobody reads any more: it changes no
 * refutation (1) and no usage error (2).
 *
 * @param run the program; resolves to the exit code
 */
export async function guardProcess(run: () => Promise<number>): Promise<void> {
  let code: number | undefined;
  let crashed = false;
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void (crashed = true));
  const onUncaught = (thrown: unknown): void => {
    crashed = true;
    complain(`${describeThrown(thrown)}\n  this is a defect of intrinsic-lr, or of the machine`);
    process.exit(exitCode.crash);
  };
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);
  // A file that may grow no more is an error like a full disk, and no end.
  process.on('SIGXFSZ', () => {});
  // Node would open its inspector, and with it this process, to whoever may send a signal: a subject may.
  process.on('SIGUSR1', () => {});
  process.on('exit', (leaving) => {
    if (code === undefined && leaving === exitCode.interrupted) return;
    if (code === undefined && !crashed) complain('the process was ended before the run was over, by a module that it imports');
    const told = code === exitCode.refuted || code === exitCode.usage;
    process.exitCode = code === undefined || (crashed && !told) ? exitCode.crash : code;
  });
  try {
    const result = await run();
    // What a module has left running must not keep the process, and what is printed must have left it.
    await Promise.all([process.stdout, process.stderr].map(drain));
    code = result;
  } catch (thrown) {
    onUncaught(thrown);
  }
  process.exit();
}

function drain(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => void stream.write('', () => resolve()));
}

/** Tells what went wrong, if anybody can be told. */
function complain(message: string): void {
  try {
    process.stderr.write(withoutCommands(`intrinsic-lr: ${printableLines(message)}\n`));
  } catch {
    // The exit code has to do.
  }
}
