import { getHeapStatistics } from 'node:v8';

/** Bytes of a number in an ordinary array that was copied: a reference, and an object for each. */
const width = 24;
/** The share of the heap that copies of states may take: calls need some, too. */
const share = 0.6;

/**
 * Why no more copies of a state fit into the heap, in words that follow the subject; `undefined` where they do.
 *
 * Laws go on from one place in several ways, and copy the state each time; nobody can tell a process which copies are no longer used.
 *
 * @param copies states that are kept
 * @param limit bytes of the heap; the default is that of this process
 */
export function filledHeap(
  state: unknown,
  copies: number,
  limit: number = getHeapStatistics().heap_size_limit,
): string | undefined {
  const numbers = countNumbers(state);
  if (numbers * copies * width <= share * limit) return undefined;
  const megabytes = Math.round(limit / 2 ** 20);
  return `keeps ${numbers} numbers in ordinary arrays of its state, and ${copies} copies of it fill a heap of ${megabytes} MB: typed arrays lie outside of the heap, and a state needs no more numbers than its tensors have`;
}

/** Numbers in ordinary arrays; those in typed arrays lie outside of the heap. */
function countNumbers(state: unknown): number {
  let count = 0;
  const seen = new Set<object>();
  const open: unknown[] = [state];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) continue;
    seen.add(value);
    const inner: Iterable<unknown> = value instanceof Map || value instanceof Set ? value.values() : Object.values(value);
    for (const each of inner) {
      if (typeof each === 'number') count += 1;
      else open.push(each);
    }
  }
  return count;
}
