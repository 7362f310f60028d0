import { expect, test } from 'vitest';
import { loadTensorFlow } from '../../src/tfjs/load-tensorflow.ts';
import { disposeFields, restoreFields, saveFields } from '../../src/tfjs/optimizer-fields.ts';

const { tf } = await loadTensorFlow('cpu', process.cwd());

test('fields of every kind are copied, put back into another object, and disposed of', () => {
  const before = tf.memory().numTensors;
  const method = (): number => 1;
  const original: Record<string, unknown> = {
    rate: 0.5,
    name: 'x',
    nothing: null,
    method,
    numbers: Float64Array.of(1, 2),
    tensor: tf.tensor(Float32Array.of(1, 2, 3), [3]),
    buffers: [
      { originalName: 'a/m', variable: tf.tidy(() => tf.variable(tf.tensor(Float32Array.of(4), [1]), false, 'fields-a')) },
    ],
    byName: new Map([['w', tf.tensor(Float32Array.of(5, 6), [2])]]),
    seen: new Set(['w']),
  };
  original.itself = original;
  const saved = structuredClone(saveFields(original));
  disposeFields(original);
  const target: Record<string, unknown> = { method, itself: 'kept', obsolete: 1 };
  restoreFields(target, saved, tf);

  expect(target).toMatchObject({ rate: 0.5, name: 'x', nothing: null, method, itself: 'kept', seen: new Set(['w']) });
  expect(target).not.toHaveProperty('obsolete');
  expect(saveFields(target)).toEqual({ ...saved, fields: expect.anything() });
  const { tensor, buffers, byName } = target as never as {
    tensor: { dataSync(): Float32Array; shape: number[] };
    buffers: { variable: { dataSync(): Float32Array; name: string; trainable: boolean } }[];
    byName: Map<string, { dataSync(): Float32Array }>;
  };
  expect([...tensor.dataSync()]).toEqual([1, 2, 3]);
  expect(buffers[0].variable).toMatchObject({ name: 'fields-a', trainable: false });
  expect([...buffers[0].variable.dataSync(), ...byName.get('w')!.dataSync()]).toEqual([4, 5, 6]);
  disposeFields(target);
  expect(tf.memory().numTensors).toBe(before);
});
