import fc from 'fast-check';

/** Anything that records hold, keys like `__proto__` and `$float64` among them. */
export const plainData: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -0, NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE),
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.float64Array({ maxLength: 4 }),
    fc.float32Array({ maxLength: 4 }),
    fc.uint8Array({ maxLength: 4 }),
    fc.array(tie('data'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('$number', '$float64', '$$', '__proto__', 'constructor', '10', '9')),
      tie('data'),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
  ),
})).data;
