import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../src/arithmetic/configuration-error.ts';
import { readConfiguration, validateConfiguration } from '../../src/suite/load-configuration.ts';
import { loadConfigurationApart } from '../../src/suite/load-configuration-apart.ts';
import { temporaryFolder } from '../suite/temporary-folder.ts';
import { runs, timeout } from '../size.ts';

const refusal = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
};

const numbers = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, -1, 0, 0.5, 1e300, 2 ** 53));
const anything = fc.oneof(numbers, fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }));
const keys = [
  'subjects',
  'laws',
  'objectives',
  'seed',
  'alpha',
  'configurations',
  'replicaLimit',
  'workers',
  'timeLimit',
  'budget',
];

describe('a configuration', () => {
  test('of any value is refused in words, or is what it says, with numbers in their ranges', { timeout }, () => {
    const drawn = fc
      .oneof(anything, fc.record(Object.fromEntries(keys.map((key) => [key, anything])), { requiredKeys: [] }))
      .map((value) =>
        typeof value === 'object' && value !== null && !Array.isArray(value) ? { subjects: ['sgd'], ...value } : value,
      );
    fc.assert(
      fc.property(drawn, (value) => {
        const result = refusal(() => validateConfiguration(value, 'a.mjs'));
        if (result instanceof Error) {
          expect(result).toBeInstanceOf(ConfigurationError);
          return;
        }
        const { alpha = 0.1, workers = 1, timeLimit = 1, configurations = 1, seed = 0 } = result as Record<string, number>;
        expect(alpha > 0 && alpha <= 0.5 && workers >= 1 && workers <= 1024 && timeLimit > 0 && seed >= 0).toBe(true);
        expect(Number.isInteger(configurations) && Number.isFinite(timeLimit)).toBe(true);
      }),
      { seed: 14, numRuns: runs(500, 50_000) },
    );
  });

  test.each([
    ['a promise', 'export default Promise.resolve({ subjects: ["sgd"] });', 'CONFIGURATION_INVALID'],
    ['a function', 'export default () => ({ subjects: ["sgd"] });', 'CONFIGURATION_INVALID'],
    ['a getter that throws', 'export default { get subjects() { throw null; } };', 'CONFIGURATION_INVALID'],
    ['nothing', '', 'CONFIGURATION_INVALID'],
    ['a throw of nothing', 'throw undefined;', 'CONFIGURATION_IMPORT_THROWS'],
    ['a throw without words', 'throw { toString() { throw 1; } };', 'CONFIGURATION_IMPORT_THROWS'],
  ])('that is %s is refused', async (_, text, code) => {
    const folder = temporaryFolder({ 'c.mjs': text });
    await expect(readConfiguration(`${folder}/c.mjs`)).rejects.toThrow(expect.objectContaining({ code }));
  });

  const config = "export default { subjects: ['sgd'] };";
  test.each([
    ['is half a text', 'export default { subjects: [', 'CONFIGURATION_SYNTAX'],
    ['ends its process', 'process.exit(0);', 'CONFIGURATION_ENDS'],
    ['never ends to be imported', 'await new Promise(() => {});', 'CONFIGURATION_ENDS'],
    ['leaves a timer', `setInterval(() => {}, 1000); ${config}`, undefined],
    ['throws too late', `setTimeout(() => { throw new Error('late'); }, 1000); ${config}`, undefined],
    ['takes the process away', `delete globalThis.process; ${config}`, undefined],
  ])('that %s changes nothing of this process', async (_, text, code) => {
    const folder = temporaryFolder({ 'c.mjs': text });
    const loaded = loadConfigurationApart(`${folder}/c.mjs`, 'c.mjs');
    if (code === undefined) expect(await loaded).toEqual({ subjects: [{ optimizer: 'sgd' }] });
    else await expect(loaded).rejects.toThrow(expect.objectContaining({ code }));
  });
});
