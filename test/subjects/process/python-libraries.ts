import { execFileSync } from 'node:child_process';
import { pythonProgram } from '../../../src/subjects/process/python.ts';

const found = new Map<string, boolean>();

/**
 * Whether tests of a Python library can run: it is there, or this is CI, where it has to be there and its absence is a failure.
 *
 * @param names modules that all have to be importable
 */
export function canRun(...names: string[]): boolean {
  return process.env.CI === 'true' || names.every(imports);
}

function imports(name: string): boolean {
  const known = found.get(name);
  if (known !== undefined) return known;
  let works = true;
  try {
    execFileSync(pythonProgram(), ['-c', `import ${name}`], { stdio: 'ignore' });
  } catch {
    works = false;
  }
  found.set(name, works);
  return works;
}
