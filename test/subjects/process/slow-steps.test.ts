import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { OptimizerRun } from '../../../src/dynamics/optimizer-run.ts';
import { closeChildren, openChildOptimizer } from '../../../src/subjects/process/child-optimizer.ts';
import { pythonProgram } from '../../../src/subjects/process/python.ts';
import { canRun } from './python-libraries.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

afterAll(closeChildren);

test.skipIf(!canRun('numpy'))('steps that are handed over together may take longer together than one of them may', () => {
  const optimizer = openChildOptimizer({
    command: [pythonProgram(), '-u', path('adapters/python/file_subject.py'), path('fixtures/python/plain_slow.py')],
    label: 'slow',
    directory: process.cwd(),
    timeLimit: 1,
  });
  const run = new OptimizerRun(optimizer, [{ data: Float64Array.of(64), shape: [1] }]);
  const g = [{ data: Float64Array.of(1), shape: [1] }];
  for (let step = 1; step <= 100; step++) run.step(g, 0.5, 0);
  expect([...run.parameters[0].data]).toEqual([14]);
});
