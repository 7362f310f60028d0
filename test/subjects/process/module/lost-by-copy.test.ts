import { expect, test } from 'vitest';
import { lostByCopy } from '../../../../src/subjects/process/module/lost-by-copy.ts';

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

test('a copy of plain data loses nothing, however long it is', () => {
  const state: Record<string, unknown> = {
    t: 1n,
    moments: new Map([[0, { m: new Float64Array(2), v: [null, undefined] }]]),
    seen: new Set(['a']),
    nothing: Object.assign(Object.create(null) as object, { at: new Date(0) }),
    record: new Plain(),
    long: Array.from({ length: 300_000 }, () => 0),
  };
  state.itself = state;
  expect(lostByCopy(state)).toBeUndefined();
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
])('what a copy loses is told of %s', (_, state, name) => {
  expect(lostByCopy(state)).toBe(name);
});
