/** Looks at a thread before it is said not to get on. */
const looks = 50;

/**
 * Watches a counter in shared memory that a thread changes whenever it gets on. Time is counted in looks, so that a suspended machine
 * accuses nobody.
 *
 * @param memory its first 32-bit integer is the counter
 * @param timeLimit seconds
 * @param allowed for the present count: in how many time limits it has to change, or 0 where the thread may take as long as it likes
 * @param onStall told once where it did not change, with that number
 * @returns stops watching
 */
export function watchCounter(
  memory: SharedArrayBuffer,
  timeLimit: number,
  allowed: (count: number) => number,
  onStall: (allowed: number) => void,
): () => void {
  const cells = new Int32Array(memory);
  let [last, seen] = [-1, 0];
  const timer = setInterval(
    () => {
      const count = Atomics.load(cells, 0);
      const limits = allowed(count);
      seen = limits > 0 && count === last ? seen + 1 : 0;
      last = count;
      if (limits === 0 || seen < limits * looks) return;
      clearInterval(timer);
      onStall(limits);
    },
    (1000 * timeLimit) / looks,
  );
  timer.unref();
  return () => clearInterval(timer);
}
