import type { CallReader } from './call-monitor.ts';
import type { SubjectCall } from './subject-error.ts';

/** Importing compiles and links, so it is never given less time than this, in seconds. */
const importFloor = 2;

/** Looks that one call must have lasted before it is blamed for the memory of the process. */
const looksBeforeBlame = 2;

/** What one call of the subject may use. */
export interface CallLimits {
  /** Seconds. */
  readonly time: number;
  /** Bytes by which the memory of the whole process may grow meanwhile. */
  readonly memory: number;
}

/**
 * Looks at a worker's calls at regular intervals and reports the first one that takes more than its limits.
 *
 * Time is counted in looks rather than read from a clock, so a machine that suspends the process does not accuse anybody. Memory
 * is watched from here as well because typed arrays are covered by no heap limit, and a loop that allocates them takes the whole
 * machine's memory in seconds.
 *
 * @param reader marks of the watched worker
 * @param onExcess called once, with the call and what it took too much of
 * @returns stops watching
 */
export function watchCalls(
  reader: CallReader,
  limits: CallLimits,
  onExcess: (call: SubjectCall, excess: keyof CallLimits) => void,
): () => void {
  const interval = Math.min(0.1, limits.time / 4);
  let identity: number | undefined;
  let looks = 0;
  let memoryBefore = process.memoryUsage.rss();
  const timer = setInterval(() => {
    const call = reader.current();
    const same = call !== undefined && call.identity === identity;
    looks = same ? looks + 1 : 0;
    if (!same) memoryBefore = process.memoryUsage.rss();
    identity = call?.identity;
    if (call === undefined) return;
    const time = call.function === 'import' ? Math.max(importFloor, limits.time) : limits.time;
    const excess =
      looks * interval >= time
        ? 'time'
        : looks >= looksBeforeBlame && process.memoryUsage.rss() - memoryBefore > limits.memory
          ? 'memory'
          : undefined;
    if (excess === undefined) return;
    clearInterval(timer);
    onExcess({ function: call.function, step: call.step }, excess);
  }, 1000 * interval);
  timer.unref();
  return () => clearInterval(timer);
}
