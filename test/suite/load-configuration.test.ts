import { describe, expect, test } from 'vitest';
import { laws } from '../../src/laws/index.ts';
import { defaultConfiguration } from '../../src/suite/defaults.ts';
import { loadConfiguration, validateConfiguration } from '../../src/suite/load-configuration.ts';
import { planPairs } from '../../src/suite/plan.ts';
import { temporaryFolder } from './temporary-folder.ts';

const problem = (value: unknown): string => {
  try {
    validateConfiguration(value, 'intrinsic-lr.config.ts');
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return 'no problem';
};

describe('a configuration', () => {
  test.each(['ts', 'mts', 'js', 'mjs'])('is read from intrinsic-lr.config.%s', async (extension) => {
    const folder = temporaryFolder({
      [`intrinsic-lr.config.${extension}`]: `export default { subjects: ['builtin:sgd', { optimizer: './a.ts', laws: ['exact'] }], seed: 3 };`,
      'package.json': '{ "type": "module" }',
    });
    expect(await loadConfiguration(folder)).toEqual({
      file: `intrinsic-lr.config.${extension}`,
      configuration: { subjects: [{ optimizer: 'builtin:sgd' }, { optimizer: './a.ts', laws: ['exact'] }], seed: 3 },
    });
  });

  test('may be absent, is not searched in folders above, and must be one', async () => {
    const folder = temporaryFolder({
      'intrinsic-lr.config.js': 'export default {}',
      'inner/readme': '',
      'two/intrinsic-lr.config.js': '',
      'two/intrinsic-lr.config.ts': '',
    });
    expect(await loadConfiguration(`${folder}/inner`)).toBeUndefined();
    await expect(loadConfiguration(`${folder}/two`)).rejects.toThrow(
      'there are both intrinsic-lr.config.ts and intrinsic-lr.config.js',
    );
  });

  test('that is wrong is told by path, what was received and what was expected', () => {
    expect(problem({ subjects: ['sgd', { optimizer: 7 }], alpha: 'small', laws: [] })).toBe(
      [
        'intrinsic-lr.config.ts is not a configuration:',
        '- subjects[1].optimizer: received 7; expected string',
        '- laws: received an empty array; Too small: expected array to have >=1 items',
        '- alpha: received "small"; expected number',
        "its default export is: defineConfig({ subjects: ['./my-optimizer.ts'] })",
      ].join('\n  '),
    );
    expect(problem({ subjects: ['sgd'], budget: 'soon' })).toContain(
      'budget: received "soon"; expected a duration such as "60s"',
    );
    expect(problem({ subjects: ['sgd'], budget: '0.0s' })).toContain('budget: received "0.0s"');
    expect(problem({ subjects: ['sgd'], budget: '0.5m' })).toBe('no problem');
    expect(problem({ subjects: ['sgd'], alpha: 0.7 })).toContain('alpha: received 0.7');
    expect(problem({ subjects: [{ optimizer: 'sgd', law: ['exact'] }] })).toContain(
      'subjects[0]: unknown key "law"; did you mean "laws"?',
    );
    expect(problem({ subject: ['sgd'] })).toContain('unknown key "subject"; did you mean "subjects"?');
    expect(problem({ optimisers: ['sgd'] })).toContain('unknown key "optimisers"; did you mean "subjects"?');
    expect(problem(undefined)).toContain('default export: received undefined; expected object');
    expect(problem({ subjects: [() => 1] })).toContain('subjects[0]: received a function; expected object');
  });

  test('that is built in is valid and names laws and objectives that exist', () => {
    expect(problem(defaultConfiguration)).toBe('no problem');
    for (const subject of defaultConfiguration.subjects) {
      const named = typeof subject === 'string' ? undefined : subject.laws;
      expect(planPairs({ laws: named ?? defaultConfiguration.laws }, laws).length).toBeGreaterThan(10);
    }
  });
});
