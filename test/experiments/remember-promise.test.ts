import { expect, test } from 'vitest';
import { rememberPromise } from '../../src/experiments/remember-promise.ts';

test('makes once what succeeds, and again what has failed', async () => {
  const table = new Map<string, Promise<number>>();
  let made = 0;
  const failing = (): Promise<number> => ((made += 1), Promise.reject(new Error('out of memory')));
  const working = (): Promise<number> => Promise.resolve((made += 1));
  await expect(rememberPromise(table, 'norm', failing)).rejects.toThrow('out of memory');
  expect(await rememberPromise(table, 'norm', working)).toBe(2);
  expect(await rememberPromise(table, 'norm', working)).toBe(2);
  expect(await rememberPromise(table, 'rate', working)).toBe(3);
});

test('who asks while it is being made shares it, and its failure', async () => {
  const table = new Map<string, Promise<number>>();
  const failing = (): Promise<number> => Promise.reject(new Error('out of memory'));
  const [first, second] = [rememberPromise(table, 'norm', failing), rememberPromise(table, 'norm', failing)];
  expect(second).toBe(first);
  await expect(second).rejects.toThrow('out of memory');
  expect(table.size).toBe(0);
});
