import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zeros, type Tensor } from '../../../src/arithmetic/tensor.ts';
import { readTensors, tensorBytes, writeTensors } from '../../../src/subjects/process/tensor-layout.ts';

const call = { function: 'update', step: 1 } as const;

test('tensors come back from a frame bit for bit, wherever they lie in it', () => {
  const entry = fc.double();
  const tensor = fc
    .record({ single: fc.boolean(), entries: fc.array(entry, { minLength: 1, maxLength: 20 }) })
    .map(({ single, entries }): Tensor => {
      const data = single ? Float32Array.from(entries) : Float64Array.from(entries);
      return { data, shape: [data.length] };
    });
  fc.assert(
    fc.property(fc.array(tensor, { maxLength: 4 }), fc.nat(16), (tensors, start) => {
      const bytes = new Uint8Array(start + tensorBytes(tensors));
      expect(writeTensors(bytes, start, tensors)).toBe(bytes.length);
      const room = tensors.map(({ data, shape }) => zeros(shape, data instanceof Float64Array ? 'float64' : 'float32'));
      readTensors(bytes.subarray(start), room, 'subject', call);
      expect(room).toEqual(tensors);
    }),
  );
});
