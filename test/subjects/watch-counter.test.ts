import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchCounter } from '../../src/subjects/watch-counter.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A watched counter, and what was told of it. */
function watched(allowed: (count: number) => number) {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  const told = vi.fn();
  const stop = watchCounter(cells.buffer, 10, allowed, told);
  return { count: () => void Atomics.add(cells, 0, 1), told, stop };
}

test('a counter that does not change within the limit is told, once', () => {
  const { told } = watched(() => 1);
  vi.advanceTimersByTime(9_900);
  expect(told).not.toHaveBeenCalled();
  vi.advanceTimersByTime(400);
  expect(told.mock.calls).toEqual([[1]]);
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveBeenCalledTimes(1);
});

test('one that changes in time is not, however long it goes on', () => {
  const { count, told } = watched(() => 1);
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(9_000);
    count();
  }
  expect(told).not.toHaveBeenCalled();
});

test('some counts have longer, and some as long as they like', () => {
  const { count, told } = watched((now) => [0, 3][now] ?? 1);
  vi.advanceTimersByTime(100_000);
  count();
  vi.advanceTimersByTime(29_000);
  expect(told).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2_000);
  expect(told.mock.calls).toEqual([[3]]);
});

test('what was waited for without a limit does not count when one begins', () => {
  let busy = false;
  const { told } = watched(() => Number(busy));
  vi.advanceTimersByTime(100_000);
  busy = true;
  vi.advanceTimersByTime(9_500);
  expect(told).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveBeenCalledTimes(1);
});

test('nobody is told who has stopped', () => {
  const { told, stop } = watched(() => 1);
  stop();
  vi.advanceTimersByTime(60_000);
  expect(told).not.toHaveBeenCalled();
});
