import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTensorFlow } from '../../src/tfjs/load-tensorflow.ts';

test('cpu comes first, others by name, also from a folder without packages', async () => {
  expect((await loadTensorFlow(undefined, process.cwd())).backend.name).toBe('cpu');
  const elsewhere = mkdtempSync(join(tmpdir(), 'intrinsic-lr-tfjs-'));
  const { tf, backend, version } = await loadTensorFlow('wasm', elsewhere);
  expect([backend.name, tf.getBackend(), version]).toEqual(['wasm', 'wasm', '4.22.0']);
});

test('an unknown back end is named', async () => {
  await expect(loadTensorFlow('gpu', process.cwd())).rejects.toThrow('there is no back end "gpu"');
});
