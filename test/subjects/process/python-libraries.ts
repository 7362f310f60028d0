import { spawnSync } from 'node:child_process';
import { pythonProgram } from '../../../src/subjects/process/python.ts';

const known = new Map<string, boolean>();

/**
 * Whether tests of a Python library can run: it is there, or this is CI, where it has to be there and its absence is a failure.
 *
 * @param names modules that all have to be installed
 */
export function canRun(...names: string[]): boolean {
  return process.env.CI === 'true' || isInstalled(...names);
}

/** Whether modules are there; they are looked for and not imported, which takes seconds. */
export function isInstalled(...names: string[]): boolean {
  const key = names.join();
  const found = known.get(key) ?? look(names);
  known.set(key, found);
  return found;
}

function look(names: readonly string[]): boolean {
  const program = 'import importlib.util, sys; sys.exit(not all(importlib.util.find_spec(name) for name in sys.argv[1:]))';
  return spawnSync(pythonProgram(), ['-c', program, ...names], { stdio: 'ignore' }).status === 0;
}

/** The version of an installed library as numbers, `[2, 6]` of 2.6.0; none where it does not say. */
export function versionOf(name: string): readonly number[] {
  const program = 'import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))';
  const { stdout } = spawnSync(pythonProgram(), ['-c', program, name], { encoding: 'utf8' });
  return (stdout ?? '').split('.', 2).map((part) => Number.parseInt(part, 10));
}
