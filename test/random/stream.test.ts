import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillNormal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import type { Stream } from '../../src/random/stream.ts';
import { KOLMOGOROV_BOUND, kolmogorovDistance, standardisedChiSquare, standardisedCorrelation } from './goodness-of-fit.ts';

const position = fc.tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 0xffffffff }));
const draw = (source: Stream, count = 8) => Array.from({ length: count }, () => source.uint32());

describe('a position', () => {
  test('gives the same numbers whatever was drawn before', () => {
    const history = fc.array(fc.tuple(position, fc.integer({ min: 0, max: 9 })), { maxLength: 6 });
    fc.assert(
      fc.property(fc.string(), history, position, (seed, visits, [replica, step]) => {
        const used = stream(seed, 'data');
        for (const [at, count] of visits) draw(used.seek(...at), count);
        expect(draw(used.seek(replica, step), 13)).toEqual(draw(stream(seed, 'data').seek(replica, step), 13));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('is where a new stream begins, if it is 0, 0', () => {
    expect(draw(stream(7, 'data'))).toEqual(draw(stream(7, 'data').seek(0, 0)));
  });

  test('shares no block with another', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        fc.pre(a[0] !== b[0] || a[1] !== b[1]);
        const source = stream(1, 'data');
        const first = new Set(draw(source.seek(...a), 64));
        expect(draw(source.seek(...b), 64).filter((word) => first.has(word)).length).toBeLessThan(2);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  test.each([
    [-1, 0],
    [0, -1],
    [0.5, 0],
    [0, 2 ** 32],
    [NaN, 0],
  ])('(%d, %d) does not exist', (replica, step) => {
    expect(() => stream(1).seek(replica, step)).toThrow(expect.objectContaining({ code: 'STREAM_POSITION' }));
  });
});

describe('the key', () => {
  test('separates seeds and purposes', () => {
    const paths: [number | string, ...(string | number)[]][] = [
      [1],
      ['1'],
      [''],
      [0],
      [-1],
      [2 ** 32],
      [2 ** 32 + 1],
      [1, 'data'],
      [1, 'initialisation'],
      [1, 'ab', 'c'],
      [1, 'a', 'bc'],
      [1, 'abc'],
      [1, 'data', 0],
      [1, 'data', '0'],
      [1, 'data', 1],
      [1, 'data', 0.5],
      [1, 'data', ''],
      [1, 'data', '', ''],
      ['data', 1],
      [1, 0, 0],
      [1, 0],
    ];
    const first = paths.map(([seed, ...purpose]) => draw(stream(seed, ...purpose), 2).join(' '));
    expect(new Set(first).size).toBe(paths.length);
  });

  test('separates paths that differ in anything', () => {
    const path = fc.array(fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })), { maxLength: 4 });
    fc.assert(
      fc.property(path, path, (a, b) => {
        const same = a.length === b.length && a.every((item, i) => item === b[i]);
        expect(draw(stream(1, ...a), 2).join() === draw(stream(1, ...b), 2).join()).toBe(same);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('takes −0 for 0', () => {
    expect(draw(stream(-0, -0))).toEqual(draw(stream(0, 0)));
  });

  test('accepts no seed that is neither a safe integer nor a string', () => {
    for (const seed of [0.5, NaN, Infinity, 2 ** 53])
      expect(() => stream(seed)).toThrow(expect.objectContaining({ code: 'SEED' }));
    for (const item of [NaN, Infinity]) expect(() => stream(1, item)).toThrow(expect.objectContaining({ code: 'PURPOSE' }));
  });
});

describe('the numbers', () => {
  test('are uniform', () => {
    const source = stream(11, 'data');
    const sample = new Float64Array(50_000).map(() => source.uniform());
    expect(kolmogorovDistance(sample, (x) => x)).toBeLessThan(KOLMOGOROV_BOUND);
    expect(kolmogorovDistance(sample, (x) => x ** 1.05)).toBeGreaterThan(KOLMOGOROV_BOUND);
    expect(sample.every((x) => x >= 0 && x < 1 && Number.isInteger(x * 2 ** 53))).toBe(true);
  });

  test('have uniform bytes', () => {
    const source = stream(12, 'data');
    for (const shift of [0, 8, 16, 24]) {
      const counts = Array.from({ length: 256 }, () => 0);
      for (let i = 0; i < 50_000; i++) counts[(source.uint32() >>> shift) & 255]++;
      expect(Math.abs(standardisedChiSquare(counts))).toBeLessThan(4);
    }
  });

  test('are uncorrelated between purposes, seeds, replicas, steps and neighbours', () => {
    const count = 20_000;
    const along = (at: (i: number) => Stream) => new Float64Array(count).map((_, i) => at(i).uniform());
    const [data, initialisation, other] = [stream(1, 'data'), stream(1, 'initialisation'), stream(2, 'data')];
    const reference = along((i) => data.seek(0, i));
    const shifted = [
      along((i) => initialisation.seek(0, i)),
      along((i) => other.seek(0, i)),
      along((i) => data.seek(1, i)),
      along((i) => data.seek(0, i + 1)),
      along((i) => data.seek(i, 0)),
      fillNormal(data.seek(5, 5), new Float64Array(count)),
    ];
    for (const values of shifted) expect(Math.abs(standardisedCorrelation(reference, values))).toBeLessThan(4);
    expect(standardisedCorrelation(reference, reference)).toBeGreaterThan(100);
  });
});

test('the numbers of a seed are pinned', () => {
  const hexadecimal = (source: Stream) =>
    draw(source, 5)
      .map((word) => word.toString(16).padStart(8, '0'))
      .join(' ');
  expect({
    'seed 42': hexadecimal(stream(42)),
    'seed "42"': hexadecimal(stream('42')),
    'seed 42, data, replica 3, step 100': hexadecimal(stream(42, 'data').seek(3, 100)),
    'seed 42, initialisation, layer 1': hexadecimal(stream(42, 'initialisation', 'layer', 1)),
    'the last position': hexadecimal(stream(-(2 ** 53) + 1, 'é').seek(2 ** 32 - 1, 2 ** 32 - 1)),
  }).toMatchInlineSnapshot(`
    {
      "seed "42"": "170c8067 31be1805 94eac4c2 196f3699 5b197011",
      "seed 42": "265ff093 f2941faa 7742f051 d62eebc5 64bf7cf5",
      "seed 42, data, replica 3, step 100": "f096803f e4096dba 609eaf01 e916eda5 c8c5dbce",
      "seed 42, initialisation, layer 1": "1aa459ad afc0f6b5 e5ebfa00 f2461830 2716e693",
      "the last position": "d2ea994e 85c811fc 3d9e1327 ae3f6834 02bfc1ea",
    }
  `);
  expect(stream(42, 'data').seek(3, 100).uniform()).toMatchInlineSnapshot(`0.939796461841232`);
});
