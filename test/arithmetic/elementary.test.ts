import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as elementary from '../../src/arithmetic/elementary.ts';

const { exp, expm1, log, log1p, sin, cos, tanh, erf, pow, powerOfTwo } = elementary;

const oracle = JSON.parse(readFileSync(new URL('../../fixtures/oracles/elementary.json', import.meta.url), 'utf8')) as Record<
  string,
  number[][]
>;

/** Distance between neighbouring float64 at x. */
function unitInTheLastPlace(x: number): number {
  const magnitude = Math.abs(x);
  let unit = Number.MIN_VALUE;
  while (magnitude >= unit * 2 ** 53) unit *= 2;
  return unit;
}

/** Largest error over the oracle's table, in units in the last place. */
function worstError(name: string, f: (...x: number[]) => number): { error: number; at: number[] } {
  let worst = { error: 0, at: [] as number[] };
  for (const row of oracle[name]) {
    const at = row.slice(0, -2);
    const [nearest, remainder] = row.slice(-2);
    const error = Math.abs(f(...at) - nearest - remainder) / unitInTheLastPlace(nearest);
    if (!(error <= worst.error)) worst = { error, at };
  }
  return worst;
}

describe('accuracy against 400-digit values, in units in the last place', () => {
  const bounds = { exp: 1, expm1: 2, log: 1, log1p: 1, sin: 1, cos: 1, tanh: 2, erf: 2, pow: 1 };
  test.each(Object.entries(bounds))('%s stays below %d', (name, bound) => {
    const { error, at } = worstError(name, elementary[name as keyof typeof bounds] as (...x: number[]) => number);
    if (process.env.SHOW) process.stderr.write(`${name} ${error} ${at}\n`);
    expect(oracle[name].length).toBeGreaterThan(150);
    expect(error, `at ${at.join(', ')}`).toBeLessThan(bound);
  });
});
