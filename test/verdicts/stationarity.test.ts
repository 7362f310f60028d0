import { expect, test } from 'vitest';
import { maximalRHat, unsteadiness } from '../../src/verdicts/stationarity.ts';
import { normal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';
import { height } from '../laws/statistical/synthetic.ts';

const steady = { metric: height, drift: (earlier: number, later: number) => later - earlier, tolerance: 0.03 };

/** Block means: a level for each replica, a slope, and noise. */
function chains(seed: number, { levels = 0, slope = 0, noise = 0.05, replicas = 8 } = {}): Float64Array[] {
  const source = stream(seed, 'chains');
  return Array.from({ length: replicas }, (_, replica) => {
    const level = levels * normal(source.seek(replica, 0));
    return Float64Array.from({ length: 16 }, (_value, block) => 1 + level + (slope * block) / 15 + noise * normal(source));
  });
}

test('chains in equilibrium pass, whatever the seed', () => {
  for (let seed = 0; seed < 200; seed++)
    expect(unsteadiness(steady, chains(seed), { arm: 'the first arm', mixing: maximalRHat })).toBeUndefined();
});

test('a drift beyond the tolerance is named with its size', () => {
  const problem = unsteadiness(steady, chains(1, { slope: 0.4, noise: 0.01 }), {
    arm: 'the second arm',
    mixing: maximalRHat,
  })?.sentence;
  // The halves of a line from 0 to 0.4 in 16 blocks differ by 0.4·8/15.
  expect(problem).toMatch(
    /^height still drifts by a factor of 1\.2\d between the halves of the window of the second arm: the burn-in is too short$/,
  );
});

test('a drift inside the tolerance passes, and so does one that is not clear of its noise', () => {
  expect(
    unsteadiness(steady, chains(1, { slope: 0.05, noise: 0.001 }), { arm: 'the first arm', mixing: maximalRHat }),
  ).toBeUndefined();
  expect(
    unsteadiness(steady, chains(1, { slope: 0.1, noise: 0.2 }), { arm: 'the first arm', mixing: maximalRHat }),
  ).toBeUndefined();
});

test('replicas that stay apart have not mixed', () => {
  expect(unsteadiness(steady, chains(1, { levels: 1 }), { arm: 'the first arm', mixing: maximalRHat })?.sentence).toMatch(
    /stay apart in height: split-R̂ is/,
  );
});

test('replicas that oscillate together are in no equilibrium, although halves agree and replicas do', () => {
  const source = stream(1, 'oscillation');
  const waves = Array.from({ length: 8 }, (_, replica) => {
    source.seek(replica, 0);
    return Float64Array.from({ length: 16 }, (_value, block) => 1 + (block % 2 === 0 ? 0.3 : -0.3) + 0.02 * normal(source));
  });
  const found = unsteadiness(steady, waves, { arm: 'the first arm', mixing: maximalRHat });
  expect(found?.sentence).toMatch(/^height of all replicas of the first arm moves together by a factor of 1\.(3|4)/);
  const apart = waves.map((chain, replica) => (replica % 2 === 0 ? chain : chain.map((value) => 2 - value)));
  expect(unsteadiness(steady, apart, { arm: 'the first arm', mixing: maximalRHat })).toBeUndefined();
});

test('a skewed metric, whose blocks all lie below their mean as logarithms, moves nowhere', () => {
  const ratios = { metric: height, drift: (earlier: number, later: number) => Math.log(later / earlier), tolerance: 0.03 };
  const source = stream('skewed', 'chains');
  const chain = (): Float64Array => Float64Array.from({ length: 16 }, () => Math.exp(1.5 * normal(source)));
  const many = Array.from({ length: 200 }, chain);
  expect(unsteadiness(ratios, many, { arm: 'the first arm', mixing: maximalRHat })).toBeUndefined();
  const moving = many.map((each) => each.map((value, block) => value * Math.exp(block === 15 ? 2 : 0)));
  expect(unsteadiness(ratios, moving, { arm: 'the first arm', mixing: maximalRHat })).toBeDefined();
});

/** Replicas a distance apart that shrinks by so much in a window. */
function meeting(seed: number, remaining: number): Float64Array[] {
  const source = stream(seed, 'meeting');
  return Array.from({ length: 64 }, (_, replica) => {
    const level = normal(source.seek(replica, 0));
    return Float64Array.from({ length: 16 }, (_value, block) => level * remaining ** (block / 16) + 0.05 * normal(source));
  });
}

test('replicas that stay apart and come no closer are not waited for, and those that come closer are', () => {
  for (let seed = 0; seed < 20; seed++) {
    const look = (remaining: number, wait = 6): ReturnType<typeof unsteadiness> =>
      unsteadiness(steady, meeting(seed, remaining), { arm: 'the first arm', mixing: maximalRHat, wait });
    expect(look(1)?.lasting).toBe(true);
    expect(look(1)?.sentence).toMatch(
      /stay apart.* is (0\.9\d|1\.0\d) times that in the first, so that waiting does not end it$/,
    );
    expect(look(0.9)?.lasting).toBe(true);
    // After three more windows a spread of 1 is 0.03, below the noise.
    expect(look(0.3)).toMatchObject({ lasting: false, size: Infinity });
    expect(look(0.3, 0.1)?.lasting).toBe(true);
    // Without anything to wait for there is nothing to be said of it.
    expect(look(1, 0)?.lasting).toBe(false);
  }
});

test('replicas may stay apart where each is claimed something of by itself, and none may drift', () => {
  const each = { ...steady, apart: true } as const;
  expect(unsteadiness(each, chains(1, { levels: 1 }), { arm: 'the first arm', mixing: maximalRHat })).toBeUndefined();
  expect(unsteadiness(each, chains(1, { slope: 0.4, noise: 0.01 }), { arm: 'the first arm', mixing: maximalRHat })).toBeDefined();
});
