import { accessSync, constants, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** What the system says about processes and files, where Node asks for an event loop or does not ask at all. */

/** Sends a signal to a process that leads a group, and to what it has started there, if they are still alive. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, signal);
  } catch {
    // It is gone.
  }
}

/** How a process ended that nobody has waited for yet, from its entry in /proc; `undefined` where it has not, or there is none. */
export function wayOfDeath(identity: number): string | undefined {
  const fields = statOf(identity);
  if (fields?.[0] !== 'Z') return undefined;
  const status = Number(fields.at(-1));
  const signal = status & 0x7f;
  return signal === 0 ? `exit code ${status >> 8}` : `signal ${nameOfSignal(signal)}`;
}

/** Whether a process can still do anything: it exists, and has not ended without having been waited for. */
export function isRunning(identity: number): boolean {
  try {
    process.kill(identity, 0);
  } catch {
    return false;
  }
  return wayOfDeath(identity) === undefined;
}

/** The sockets that a process has open, by their names in /proc; none where there is no such place. */
export function openPipes(identity: number): Set<string> {
  return new Set(listEntry(`${identity}/fd`).flatMap((name) => readName(`${identity}/fd/${name}`, /^socket:/)));
}

/** Other processes that hold one of these sockets. */
export function holdersOf(pipes: ReadonlySet<string>): number[] {
  if (pipes.size === 0) return [];
  return listEntry('')
    .map(Number)
    .filter((identity) => identity > 0 && identity !== process.pid)
    .filter((identity) => [...openPipes(identity)].some((pipe) => pipes.has(pipe)));
}

/** Processes that a process has started, and these, whatever group they are in; none where the system does not say. */
function descendantsOf(identity: number): number[] {
  const children = listEntry(`${identity}/task`)
    .flatMap((thread) => (readEntry(identity, `task/${thread}/children`) ?? '').split(' ').map(Number))
    .filter((child) => child > 0);
  return children.flatMap((child) => [...descendantsOf(child), child]);
}

/** Ends what a process has started, also what has left its group. */
export function killDescendants(identity: number): void {
  for (const descendant of descendantsOf(identity)) killProcess(descendant);
}

/** Ends one process, if it is still alive. */
export function killProcess(identity: number): void {
  try {
    process.kill(identity, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

/** Bytes of memory that a process has, or 0 where that is not known. */
export function residentBytes(identity: number): number {
  return 1024 * Number(/^VmRSS:\s*(\d+)/m.exec(readEntry(identity, 'status') ?? '')?.[1] ?? 0);
}

/** Whether there is such a program, as a path or on the search path. */
export function programExists(file: string, directory: string, searchPath = ''): boolean {
  const places = /[\\/]/.test(file)
    ? [resolve(directory, file)]
    : searchPath.split(delimiter).map((folder) => join(folder, file));
  return places.some((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The name of a signal, or its number where that has none here. */
export function nameOfSignal(signal: number): string {
  return signalNames[signal] ?? String(signal);
}

const signalNames: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
};

/** What the system says of a process behind its name, which may hold anything: from field 3 of proc(5) on. */
export function statOf(identity: number): string[] | undefined {
  return readEntry(identity, 'stat')
    ?.replace(/^.*\) /s, '')
    .trim()
    .split(' ');
}

function readEntry(identity: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${identity}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

function listEntry(path: string): string[] {
  try {
    return readdirSync(`/proc/${path}`);
  } catch {
    return [];
  }
}

function readName(path: string, form: RegExp): string[] {
  try {
    const name = readlinkSync(`/proc/${path}`);
    return form.test(name) ? [name] : [];
  } catch {
    return [];
  }
}
