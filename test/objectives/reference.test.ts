import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digitsMlp } from '../../src/objectives/digits-mlp.ts';
import { isotropicNoise } from '../../src/objectives/isotropic-noise.ts';
import { objective } from '../../src/objectives/reference.ts';
import { formatReference, parseReference } from '../../src/objectives/reference-syntax.ts';
import { vonMisesFisher } from '../../src/objectives/von-mises-fisher.ts';

describe('round trip', () => {
  test('of an objective whose options were given in any order and spelling', () => {
    expect(objective('digits-mlp?batch=32&widths=032,16&normaliser=layer').reference).toBe(
      'digits-mlp?normaliser=layer&widths=32,16',
    );
    expect(objective('von-mises-fisher?noise=1e0&kappa=1e-3').reference).toBe('von-mises-fisher?kappa=0.001');
    expect(objective('isotropic-noise?scales=1.0').reference).toBe('isotropic-noise');
  });

  test('of any numbers', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 2, max: 1e6 }),
        (kappa, dimension) => {
          const made = vonMisesFisher.create({ kappa, dimension });
          expect(objective(made.reference).reference).toBe(made.reference);
          expect(objective(made.reference).description).toBe(made.description);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  test('of the syntax', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9.,+-]{1,8}$/);
    fc.assert(
      fc.property(word, fc.dictionary(word, word), (name, options) => {
        expect(parseReference(formatReference(name, options))).toEqual({ name, options });
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('errors say what to do', () => {
  test.each([
    ['digit-mlp', 'UNKNOWN_OBJECTIVE', 'did you mean "digits-mlp"'],
    ['resnet-50', 'UNKNOWN_OBJECTIVE', 'there are: convnet, digits-mlp, '],
    ['digits-mlp?normalizer=layer', 'UNKNOWN_OPTION', 'did you mean "normaliser"'],
    ['digits-mlp?toString=1', 'UNKNOWN_OPTION', 'its options are: normaliser, '],
    ['digits-mlp?normaliser=instance', 'BAD_OPTION', 'expected one of batch, layer, '],
    ['digits-mlp?batch=0', 'BAD_OPTION', 'expected an integer ≥ 1 and ≤ 1437'],
    ['digits-mlp?batch=1.5', 'BAD_OPTION', 'got batch=1.5'],
    ['digits-mlp?batch=', 'BAD_OPTION', 'expected an integer'],
    ['digits-mlp?widths=32,0', 'BAD_OPTION', 'expected a list with commas'],
    ['digits-mlp?widths=32,,8', 'BAD_OPTION', 'expected a list with commas'],
    ['digits-mlp?epsilon=NaN', 'BAD_OPTION', 'expected a number ≥ 0'],
    ['isotropic-noise?noise=0', 'BAD_OPTION', 'expected a number > 0'],
    ['two-basins?barrier=0.1&tilt=0.4', 'CONFLICTING_OPTIONS', 'tilt < 4·barrier'],
    ['?a=b', 'MALFORMED_REFERENCE', 'has no name'],
    ['a?b?c', 'MALFORMED_REFERENCE', 'more than one "?"'],
    ['digits-mlp?layer', 'MALFORMED_REFERENCE', 'has "layer" where key=value was expected'],
    ['digits-mlp?batch=8=8', 'MALFORMED_REFERENCE', 'key=value'],
    ['digits-mlp?batch=8&batch=9', 'MALFORMED_REFERENCE', 'sets "batch" twice'],
  ])('%s', (reference, code, message) => {
    expect(() => objective(reference)).toThrow(
      expect.objectContaining({ name: 'ConfigurationError', code, message: expect.stringContaining(message) }),
    );
  });

  test('the same errors come from create', () => {
    expect(() => digitsMlp.create({ batch: -1 })).toThrow('got batch=-1');
    expect(() => digitsMlp.create({ batch: true })).toThrow('got batch=true');
    expect(() => isotropicNoise.create({ scale: '1' })).toThrow('did you mean "scales"');
  });
});

test('an option that is undefined takes its default', () => {
  expect(digitsMlp.create({ batch: undefined }).reference).toBe('digits-mlp');
});
