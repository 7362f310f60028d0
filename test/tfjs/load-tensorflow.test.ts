import { expect, test } from 'vitest';
import { loadTensorFlow } from '../../src/tfjs/load-tensorflow.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';

test('cpu comes first, others by name, also from a folder without packages', async () => {
  expect((await loadTensorFlow(undefined, process.cwd())).backend.name).toBe('cpu');
  const { tf, backend, version } = await loadTensorFlow('wasm', temporaryFolder());
  expect([backend.name, tf.getBackend(), version]).toEqual(['wasm', 'wasm', '4.22.0']);
});

test('an unknown back end is named', async () => {
  await expect(loadTensorFlow('gpu', process.cwd())).rejects.toThrow('there is no back end "gpu"');
});
