import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { ChildConnection } from '../../../src/subjects/process/child-connection.ts';
import { greet, reloadChildOptimizer } from '../../../src/subjects/process/child-optimizer.ts';
import { pythonProgram } from '../../../src/subjects/process/python.ts';

const connections = new Map<string, ChildConnection>();
afterAll(async () => {
  await Promise.all([...connections.values()].map((connection) => connection.close()));
  connections.clear();
});

/**
 * A Python subject in an interpreter that has run others before, so that its library, which takes seconds, is imported once a file.
 *
 * @param library subjects of one library share an interpreter
 * @param adapter file name of the adapter in adapters/python
 * @param words what the adapter is to load
 */
export function inOneInterpreter(
  library: string,
  adapter: string,
  words: readonly string[],
  label: string = words[0],
): ReturnType<typeof reloadChildOptimizer> {
  let connection = connections.get(library);
  if (connection?.alive !== true) {
    const script = fileURLToPath(new URL(`../../../adapters/python/${adapter}`, import.meta.url));
    const command = [pythonProgram(), '-u', script, ...words];
    connection = new ChildConnection({ command, label, directory: process.cwd(), timeLimit: 60 });
    greet(connection, label);
    connections.set(library, connection);
  }
  return reloadChildOptimizer(connection, words, label);
}
