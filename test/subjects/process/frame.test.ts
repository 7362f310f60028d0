import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aligned, createFrame, FrameReader, headerBytes, kinds } from '../../../src/subjects/process/frame.ts';

function message(kind: number, sequence: number, content: Uint8Array): Uint8Array {
  const { bytes } = createFrame(kind, sequence, content.length);
  bytes.set(content, headerBytes);
  return bytes;
}

describe('FrameReader', () => {
  test('reassembles any sequence of frames from any pieces', () => {
    const frame = fc.record({ kind: fc.nat(255), sequence: fc.nat(), body: fc.uint8Array({ maxLength: 40 }) });
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (frames, cuts) => {
          const all = Uint8Array.from(frames.flatMap(({ kind, sequence, body }) => [...message(kind, sequence, body)]));
          const reader = new FrameReader();
          const received = [];
          for (let start = 0, turn = 0; start < all.length; turn++) {
            const end = start + cuts[turn % cuts.length];
            const { frames: more, garbage } = reader.push(all.slice(start, end));
            expect(garbage).toBeUndefined();
            received.push(...more);
            start = end;
          }
          expect(received).toEqual(frames);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  test('leaves bodies alone that were told, however many follow', () => {
    const reader = new FrameReader();
    const lengths = Array.from({ length: 300 }, (_, i) => (i * 37) % 2100);
    const bodies = lengths.map((length, i) => new Uint8Array(length).fill(i));
    const told = bodies.flatMap((body, i) => reader.push(message(kinds.done, i, body)).frames);
    expect(told.map(({ body }) => body)).toEqual(bodies);
    expect(told.every(({ body }) => body.byteOffset % 8 === 0)).toBe(true);
  });

  test('sees where bytes begin no frame', () => {
    const bytes = Uint8Array.from([...message(kinds.done, 3, Uint8Array.of(7)), ...new TextEncoder().encode('loss 0.5\n')]);
    const { frames, garbage } = new FrameReader().push(bytes);
    expect(frames).toEqual([{ kind: kinds.done, sequence: 3, body: Uint8Array.of(7) }]);
    expect(new TextDecoder().decode(garbage)).toBe('loss 0.5\n');
  });

  test('does not wait for a body of absurd length', () => {
    const header = createFrame(kinds.done, 1, 0).bytes;
    new DataView(header.buffer).setUint32(12, 2 ** 31, true);
    expect(new FrameReader().push(header).garbage).toBeDefined();
  });
});

test('tensors begin at multiples of eight', () => {
  expect([0, 1, 8, 12].map(aligned)).toEqual([0, 8, 8, 16]);
});
