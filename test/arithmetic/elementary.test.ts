import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as elementary from '../../src/arithmetic/elementary.ts';

const { exp, expm1, log, log1p, sin, cos, tanh, erf, pow, powerOfTwo } = elementary;

const file = new URL('../../fixtures/oracles/elementary.json', import.meta.url);
const oracle = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number[][]>;

/** Distance between neighbouring float64 at x. */
function unitInTheLastPlace(x: number): number {
  let unit = Number.MIN_VALUE;
  while (Math.abs(x) >= unit * 2 ** 53) unit *= 2;
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

describe('the error against 400-digit values, in units in the last place,', () => {
  const bounds = { exp: 0.7, expm1: 0.9, log: 0.8, log1p: 0.8, sin: 0.8, cos: 0.8, tanh: 1.5, erf: 1, pow: 0.8 };
  test.each(Object.entries(bounds))('of %s stays below %d', (name, bound) => {
    const { error, at } = worstError(name, elementary[name as keyof typeof bounds] as (...x: number[]) => number);
    expect(oracle[name].length).toBeGreaterThan(150);
    expect(error, `at ${at.join(', ')}`).toBeLessThan(bound);
  });

  test('is noticed if a function is off by one unit', () => {
    const nudged = (x: number) => exp(x) * (1 + 2 ** -52);
    expect(worstError('exp', nudged).error).toBeGreaterThan(1);
  });
});

describe('special values', () => {
  const { POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minusInfinity, MIN_VALUE: tiny, MAX_VALUE: huge } = Number;

  test.each<[string, (x: number) => number, [number, number][]]>([
    [
      'exp',
      exp,
      [
        [0, 1],
        [-0, 1],
        [infinity, infinity],
        [minusInfinity, 0],
        [NaN, NaN],
        [tiny, 1],
        [huge, infinity],
        [-huge, 0],
        [-745.2, 0],
        [709.8, infinity],
      ],
    ],
    [
      'expm1',
      expm1,
      [
        [0, 0],
        [-0, -0],
        [infinity, infinity],
        [minusInfinity, -1],
        [NaN, NaN],
        [tiny, tiny],
        [-tiny, -tiny],
        [huge, infinity],
        [-huge, -1],
      ],
    ],
    [
      'log',
      log,
      [
        [0, minusInfinity],
        [-0, minusInfinity],
        [1, 0],
        [infinity, infinity],
        [-1, NaN],
        [-tiny, NaN],
        [minusInfinity, NaN],
        [NaN, NaN],
      ],
    ],
    [
      'log1p',
      log1p,
      [
        [0, 0],
        [-0, -0],
        [-1, minusInfinity],
        [-1.5, NaN],
        [infinity, infinity],
        [minusInfinity, NaN],
        [NaN, NaN],
        [tiny, tiny],
        [-tiny, -tiny],
      ],
    ],
    [
      'sin',
      sin,
      [
        [0, 0],
        [-0, -0],
        [infinity, NaN],
        [minusInfinity, NaN],
        [NaN, NaN],
        [tiny, tiny],
        [-tiny, -tiny],
      ],
    ],
    [
      'cos',
      cos,
      [
        [0, 1],
        [-0, 1],
        [infinity, NaN],
        [minusInfinity, NaN],
        [NaN, NaN],
        [tiny, 1],
      ],
    ],
    [
      'tanh',
      tanh,
      [
        [0, 0],
        [-0, -0],
        [infinity, 1],
        [minusInfinity, -1],
        [NaN, NaN],
        [tiny, tiny],
        [-tiny, -tiny],
        [huge, 1],
        [-huge, -1],
      ],
    ],
    [
      'erf',
      erf,
      [
        [0, 0],
        [-0, -0],
        [infinity, 1],
        [minusInfinity, -1],
        [NaN, NaN],
        [tiny, tiny],
        [huge, 1],
        [-huge, -1],
      ],
    ],
  ])('of %s', (_, f, cases) => {
    for (const [x, expected] of cases) expect(f(x), `at ${x}`).toBe(expected);
  });

  test('of pow are those of ECMAScript', () => {
    const values = [
      0,
      -0,
      1,
      -1,
      2,
      -2,
      3,
      -3,
      0.5,
      -0.5,
      1.5,
      -1.5,
      tiny,
      -tiny,
      huge,
      -huge,
      2 ** 53,
      -(2 ** 53) - 2,
      infinity,
      minusInfinity,
      NaN,
    ];
    for (const x of values) {
      for (const y of values) {
        const expected = Math.pow(x, y);
        if (Math.abs(expected) > 0 && Math.abs(expected) < infinity)
          expect(pow(x, y) / expected, `pow(${x}, ${y})`).toBeCloseTo(1, 14);
        else expect(pow(x, y), `pow(${x}, ${y})`).toBe(expected);
      }
    }
  });
});

describe('exact results', () => {
  test('2^k', () => {
    for (let k = -1074; k <= 1023; k++) {
      expect(powerOfTwo(k)).toBe(2 ** k);
      expect(pow(2, k)).toBe(2 ** k);
    }
    expect(powerOfTwo(-1075)).toBe(0);
    expect(powerOfTwo(1024)).toBe(Infinity);
  });

  test('a power that is a float64 is found exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 90 }), fc.integer({ min: 1, max: 30 }), (base, exponent) => {
        const exact = BigInt(base) ** BigInt(exponent);
        fc.pre(exact <= 2n ** 53n);
        expect(pow(base, exponent)).toBe(Number(exact));
        expect(pow(-base, exponent)).toBe(Number(exact) * (exponent % 2 === 0 ? 1 : -1));
        expect(pow(Number(exact), 1 / exponent)).toBeCloseTo(base, 12);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('the square root of a square', () => {
    for (let n = 2; n < 2000; n++) expect(pow(n * n, 0.5)).toBe(n);
  });
});

describe('identities', () => {
  const real = fc.double({ min: -700, max: 700, noNaN: true });

  test('odd and even functions', () => {
    fc.assert(
      fc.property(real, (x) => {
        for (const odd of [sin, tanh, erf]) expect(odd(-x)).toBe(-odd(x));
        expect(cos(-x)).toBe(cos(x));
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  test('sin² + cos² = 1, for huge angles too', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(Math.abs(sin(x) ** 2 + cos(x) ** 2 - 1)).toBeLessThan(4e-16);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('log inverts exp', () => {
    fc.assert(
      fc.property(real, (x) => {
        expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(2.3e-16 * Math.max(1, Math.abs(x)));
        // Near −1 all that is left of e^x − 1 is a few bits.
        const y = Math.max(x, -30);
        expect(Math.abs(log1p(expm1(y)) - y)).toBeLessThanOrEqual(2.3e-16 * Math.max(y < 0 ? 2 * exp(-y) : 1, Math.abs(y)));
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  test('agree with this engine to a few units in the last place', () => {
    const close = (ours: number, theirs: number) => ours === theirs || Math.abs(ours - theirs) <= 3 * unitInTheLastPlace(theirs);
    fc.assert(
      fc.property(
        real,
        fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (x, positive, y) => {
          expect(close(exp(x), Math.exp(x))).toBe(true);
          expect(close(expm1(x / 100), Math.expm1(x / 100))).toBe(true);
          expect(close(log(positive), Math.log(positive))).toBe(true);
          expect(close(log1p(positive), Math.log1p(positive))).toBe(true);
          expect(close(sin(x), Math.sin(x))).toBe(true);
          expect(close(cos(x), Math.cos(x))).toBe(true);
          expect(close(tanh(x / 100), Math.tanh(x / 100))).toBe(true);
          expect(close(pow(positive, y), Math.pow(positive, y))).toBe(true);
        },
      ),
      { seed: 5, numRuns: 1000 },
    );
  });
});

test('every bit of every function is pinned', () => {
  // FNV-1a over the results, so that a change by one unit in the last place of one of them is seen.
  const float = new Float64Array(1);
  const bytes = new DataView(float.buffer);
  const fingerprint = (f: (x: number, y: number) => number) => {
    let hash = 0x811c9dc5;
    for (let i = 0; i < 5000; i++) {
      float[0] = f(((i * 2654435761) % 4294967296) / 2 ** 27 - 16, (i % 37) - 18.3);
      for (const offset of [0, 4]) hash = Math.imul(hash ^ bytes.getInt32(offset), 0x01000193);
    }
    return (hash >>> 0).toString(16);
  };
  expect({
    exp: fingerprint(exp),
    expm1: fingerprint(expm1),
    log: fingerprint((x) => log(Math.abs(x) + 2 ** -30)),
    log1p: fingerprint((x) => log1p(Math.abs(x) - 0.9)),
    sin: fingerprint(sin),
    cos: fingerprint(cos),
    tanh: fingerprint(tanh),
    erf: fingerprint((x) => erf(x / 4)),
    pow: fingerprint((x, y) => pow(Math.abs(x) + 2 ** -30, y)),
    'sin of huge angles': fingerprint((x, y) => sin(x * pow(10, 10 + Math.abs(y)))),
  }).toMatchInlineSnapshot(`
    {
      "cos": "35d48867",
      "erf": "11fe8632",
      "exp": "89e555e5",
      "expm1": "3e203198",
      "log": "bfb7b7a6",
      "log1p": "a4277c2a",
      "pow": "d00175b9",
      "sin": "58e739de",
      "sin of huge angles": "55ce3137",
      "tanh": "a3491099",
    }
  `);
});
