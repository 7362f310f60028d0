import { integer } from '../../random/integer.ts';
import { normal } from '../../random/normal.ts';
import type { Stream } from '../../random/stream.ts';
import type { ModelRandom } from './model.ts';

/** A stream as users draw from it. */
export function modelRandom(stream: Stream): ModelRandom {
  return { uniform: () => stream.uniform(), normal: () => normal(stream), integer: (n) => integer(stream, n) };
}
