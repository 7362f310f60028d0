import { getHeapStatistics } from 'node:v8';

/**
 * Bytes of typed arrays, or of all that lies outside of the heap where this is no more than a limit: to tell the two apart Node asks the
 * system as well, which takes longer.
 */
export function arrayBytes(limit: number): number {
  const outside = getHeapStatistics().external_memory;
  return outside <= limit ? outside : process.memoryUsage().arrayBuffers;
}
