import { expect, test, vi } from 'vitest';
import { callAlone } from '../../../../src/subjects/process/module/call-alone.ts';
import { Turns } from '../../../../src/subjects/process/module/turns.ts';

/** Does things one after the other, each from a job that the one before leaves. */
function chain(turns: Turns, count: number, log: string[]): Promise<void> {
  return new Promise((done) => {
    const go = (k: number): void => {
      if (k === count) return done();
      log.push(`run ${k}`);
      // Jobs beget jobs: all of them come before the next turn.
      let depth = 0;
      const job = (): unknown => (depth++ < 20 ? Promise.resolve().then(job) : log.push(`jobs of ${k}`));
      void Promise.resolve().then(job);
      queueMicrotask(() => turns.next(() => go(k + 1)));
    };
    turns.next(() => go(0));
  });
}

test.each([0, 1, 5, 200])('each thing is done when the jobs of the last have run, with %i expected', async (expected) => {
  const log: string[] = [];
  await chain(new Turns(() => expected), 100, log);
  expect(log).toEqual(Array.from({ length: 100 }, (_, k) => [`run ${k}`, `jobs of ${k}`]).flat());
});

test('what is asked for together does not keep the loop from what waits for time', async () => {
  const turns = new Turns(() => 1000);
  const end = await new Promise<string>((done) => {
    let count = 0;
    let over = false;
    const go = (): void => {
      // Only begun here: a timer that is due before the first turn would say nothing of the turns.
      if (count === 0) setTimeout(() => (over = true), 0);
      count += 1;
      if (over) done('what waited for time came');
      else if (count === 1e6) done('a million turns passed without it');
      else turns.next(go);
    };
    turns.next(go);
  });
  expect(end).toBe('what waited for time came');
});

test('what comes when no turn is left asks for one', async () => {
  const turns = new Turns(() => 3);
  const log: number[] = [];
  for (const k of [1, 2]) {
    await new Promise<void>((done) => turns.next(() => (log.push(k), done())));
    // The turns that were asked for and not used are over.
    for (let i = 0; i < 10; i++) await new Promise(setImmediate);
  }
  expect(log).toEqual([1, 2]);
});

test.each([0, 3, 200])('what is begun while a thing is done comes before the next one, with %i expected', async (expected) => {
  const log: string[] = [];
  const turns = new Turns(() => expected);
  await new Promise<void>((done) => {
    const go = (k: number): void => {
      if (k === 6) return done();
      log.push(`run ${k}`);
      if (k % 2 === 1) setImmediate(() => log.push(`turn of ${k}`));
      void Promise.resolve().then(() => turns.next(() => go(k + 1)));
    };
    turns.next(() => go(0));
  });
  expect(log).toEqual(Array.from({ length: 6 }, (_, k) => (k % 2 === 1 ? [`run ${k}`, `turn of ${k}`] : [`run ${k}`])).flat());
});

test('what begins nothing by itself, and is called alone, shares the turns that were asked for together', async () => {
  const asked = vi.spyOn(globalThis, 'setImmediate');
  const turns = new Turns(() => 39);
  await new Promise<void>((done) => {
    const go = (k: number): void => {
      if (k === 40) return done();
      callAlone(
        () => k,
        () => turns.next(() => go(k + 1)),
      );
    };
    go(0);
  });
  // One by one each of the 40 would ask for 40. The runner of the tests may begin something in between, after which they are asked for anew.
  expect(asked.mock.calls.length).toBeGreaterThanOrEqual(40);
  expect(asked.mock.calls.length).toBeLessThan(400);
  asked.mockRestore();
});
