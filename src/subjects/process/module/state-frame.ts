import { numbersIn, type Numbers } from '../../../inference/state-numbers.ts';
import { aligned } from '../frame.ts';

/** Most arrays, and most entries of all, that are sent; a state with more is not looked into. */
const most: number = 2 ** 16;

/** Every array of numbers in a state of plain data as docs/protocol.md says, or nothing where they are too many. */
export function writeNumbers(state: unknown): Uint8Array {
  const arrays = numbersIn(state);
  const entries = arrays.reduce((sum, { length }) => sum + length, 0);
  if (arrays.length > most || entries > most) return new Uint8Array(0);
  const head = aligned(4 + 4 * arrays.length);
  const bytes = new Uint8Array(head + 8 * entries);
  new Uint32Array(bytes.buffer).set([arrays.length, ...arrays.map(({ length }) => length)]);
  let at = head;
  const view = new DataView(bytes.buffer);
  for (const array of arrays) for (const entry of array) view.setFloat64((at += 8) - 8, entry, true);
  return bytes;
}

/** What `writeNumbers` wrote; none where it wrote nothing, or where what came has another length than it says. */
export function readNumbers(body: Uint8Array): Numbers[] {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const count = body.length < 4 ? 0 : view.getUint32(0, true);
  const head = aligned(4 + 4 * count);
  if (count > most || head > body.length) return [];
  const lengths = Array.from({ length: count }, (_, i) => view.getUint32(4 + 4 * i, true));
  if (head + 8 * lengths.reduce((sum, length) => sum + length, 0) !== body.length) return [];
  let at = head;
  return lengths.map((length) => Float64Array.from({ length }, () => view.getFloat64((at += 8) - 8, true)));
}
