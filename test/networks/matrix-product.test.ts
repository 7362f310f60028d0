import fc from 'fast-check';
import { expect, test } from 'vitest';
import { multiply } from '../../src/networks/matrix-product.ts';
import { fillNormal } from '../../src/random/normal.ts';
import { stream } from '../../src/random/stream.ts';

const extent = fc.integer({ min: 1, max: 11 });

test('every entry is the float64 sum in index order, whatever the tiling and the strides', () => {
  fc.assert(
    fc.property(
      extent,
      extent,
      extent,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      (rows, inner, columns, turnA, turnB, single) => {
        const Storage = single ? Float32Array : Float64Array;
        const random = stream(1, 'matrices', rows, inner, columns);
        const a = { data: fillNormal(random, new Storage(rows * inner)), down: turnA ? 1 : inner, across: turnA ? rows : 1 };
        const b = {
          data: fillNormal(random, new Storage(inner * columns)),
          down: turnB ? 1 : columns,
          across: turnB ? inner : 1,
        };
        const product = new Storage(rows * columns).fill(NaN);
        multiply(a, b, product, rows, inner, columns);
        const expected = product.map((_, entry) => {
          const [i, j] = [Math.floor(entry / columns), entry % columns];
          let sum = 0;
          for (let k = 0; k < inner; k++) sum += a.data[i * a.down + k * a.across] * b.data[k * b.down + j * b.across];
          return sum;
        });
        expect(product).toEqual(expected);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});
