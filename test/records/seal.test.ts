import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seal, unseal } from '../../src/records/seal.ts';
import { plainData } from './plain-data.ts';

test('what is sealed is one line, and is read back', () => {
  fc.assert(
    fc.property(plainData, (value) => {
      expect(seal(value)).not.toContain('\n');
      expect(unseal(`${seal(value)}\n`)).toEqual({ value });
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a line that was cut off or in which one character is another is never read as data', () => {
  fc.assert(
    fc.property(plainData, fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (value, position, character) => {
      const line = seal(value);
      const at = position % line.length;
      expect(unseal(line.slice(0, at))).toHaveProperty('problem');
      const changed = line.slice(0, at) + character + line.slice(at + 1);
      if (changed !== line) expect(unseal(changed)).toHaveProperty('problem');
    }),
    { seed: 2, numRuns: 500 },
  );
});

test.each(['', ' \n', '{}', '{"checksum":"0123456789abcdef","value":1}', '[1,2]', '\0\0\0\0'])('%j is not sealed', (line) =>
  expect(unseal(line)).toHaveProperty('problem'),
);
