import { registeredChildren } from './child-register.ts';
import { holdersOf, isRunning, killDescendants, killProcess, openPipes, signalGroup } from './system.ts';

/** Milliseconds from SIGTERM to SIGKILL, and between two looks. */
const patience = 400;
const interval = 10;

/**
 * Ends a process and what it has started: by SIGTERM, then by SIGKILL. Whatever else holds the other end of its pipes ends with it,
 * because somebody may be waiting for them to close. Resolved when none of them can do anything any more.
 */
export async function endProcess(identity: number): Promise<void> {
  const pipes = openPipes(identity);
  killDescendants(identity);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    signalGroup(identity, signal);
    for (let waited = 0; waited < patience && isRunning(identity); waited += interval)
      await new Promise((resolve) => setTimeout(resolve, interval));
  }
  for (const holder of holdersOf(pipes)) killProcess(holder);
}

/** Ends the processes that a thread has left behind. */
export async function endProcesses(register: SharedArrayBuffer): Promise<void> {
  await Promise.all(registeredChildren(register).filter(isRunning).map(endProcess));
}

/** As `endProcesses`, at once, for a program that cannot wait. */
export function killProcesses(register: SharedArrayBuffer): void {
  for (const identity of registeredChildren(register)) {
    killDescendants(identity);
    signalGroup(identity, 'SIGKILL');
  }
}
