import { describe, expect, test } from 'vitest';
import { copyPlain, copyState } from '../../src/optimizers/copy-state.ts';

class Momentum {
  #m = new Float64Array(2);
  step(d: number): number {
    return (this.#m[0] += d);
  }
}
class Plain {
  t = 3;
}
class Sums extends Map<string, number> {
  add(key: string, by: number): void {
    this.set(key, (this.get(key) ?? 0) + by);
  }
}

describe('a state', () => {
  test('of plain data is copied whole', () => {
    const shared = new Float64Array([1, 2]);
    const state: Record<string, unknown> = {
      t: 1n,
      moments: new Map([[0, { m: shared, v: [shared, null, undefined] }]]),
      seen: new Set(['a']),
      nothing: Object.assign(Object.create(null) as object, { at: new Date(0) }),
      record: new Plain(),
    };
    state.itself = state;
    const copy = copyPlain(state);
    expect(copy).toEqual({ ...structuredClone(state), itself: copy });
    expect((copy.moments as Map<number, { m: Float64Array }>).get(0)!.m).not.toBe(shared);
  });

  test.each([
    ['an object with methods', new Momentum(), 'Momentum'],
    ['one among tensors', [new Float64Array(2), { first: new Momentum() }], 'Momentum'],
    ['a map with methods of its own', { sums: new Sums() }, 'Sums'],
    ['one in a map', new Map([[0, new Momentum()]]), 'Momentum'],
    [
      'a class without a name',
      {
        of: new (class {
          step() {}
        })(),
      },
      'without a name',
    ],
  ])('that holds %s is refused by the name of its class', (_, state, name) => {
    expect(() => copyPlain(state)).toThrow(
      new RegExp(`an object of the class ${name}, whose methods and private fields a copy loses`),
    );
  });

  test('is copied by the optimizer that says how', () => {
    const state = new Momentum();
    const copying = { name: 'copying', init: () => state, update: () => {}, copyState: () => state };
    expect(copyState(copying, state)).toBe(state);
  });
});
