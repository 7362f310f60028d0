import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pythonProgram } from '../../../src/subjects/process/python.ts';
import { canRun } from './python-libraries.ts';

const script = fileURLToPath(new URL('../../../fixtures/python/traced_operations.py', import.meta.url));

test.skipIf(!canRun('jax'))('loops, slices and products that JAX has traced come to the same in NumPy', () => {
  expect(execFileSync(pythonProgram(), [script], { encoding: 'utf8' })).toBe('compared\n');
});
