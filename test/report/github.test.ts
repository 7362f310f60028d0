import { describe, expect, test } from 'vitest';
import { github } from '../../src/report/reporters/github.ts';
import { passing, sample } from './sample-document.ts';

const options = { color: false, quiet: false, verbose: false, errors: 'inside' } as const;

describe('the GitHub reporter', () => {
  test('writes one workflow command a line, escaped', () => {
    const lines = github.render(sample, options).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('::error file=other.mjs,title=SUBJECT_THROWS::other throws: <&"%25\\u0007">, a, b:%0A  and on');
    expect(lines[1]).toMatch(
      /^::error file=my-sgd\.ts,title=scaling-symmetry%3A my-sgd::scaling-symmetry is refuted .*%0A.*ilr1\.token$/,
    );
    expect(lines[2]).toBe('::warning file=my-sgd.ts,title=equilibrium%3A my-sgd::undecided: the time budget of 60 s ran out');
    expect(lines[3]).toBe('');
  });

  test('names no file for a built-in, and says nothing of a passing run', () => {
    const builtin = {
      ...sample,
      errors: [],
      subjects: sample.subjects.map((subject) => ({ ...subject, reference: 'builtin:sgd' })),
    };
    expect(github.render(builtin, options)).toMatch(/^::error title=/);
    expect(github.render(passing, options)).toBe('');
  });

  test('warns of code that ran beside the laws, also of a passing run, and says so in the summary', () => {
    const trusted = { ...passing, trusted: ['./my\nmodel.mjs'] };
    expect(github.render(trusted, options)).toMatch(/^::warning title=trusted code::the code of \.\/my\\nmodel\.mjs ran beside/);
    expect(github.summarise!(trusted)).toContain('ran beside the laws');
    expect(github.summarise!(passing)).not.toContain('beside the laws');
  });

  test('summarises the run as a table in which no cell breaks', () => {
    const summary = github.summarise!({ ...sample, results: sample.results.map((result) => ({ ...result, objective: 'a|b' })) });
    expect(summary).toContain('### intrinsic-lr: refuted');
    expect(summary).toContain('| ❌ | scaling-symmetry | my-sgd | a\\|b | 0.313 | 0 |');
    expect(summary).toContain('- **SUBJECT_THROWS** other throws: &lt;&amp;"%\\\\u0007">, a, b: and on');
    expect(summary).toContain('```\nscaling-symmetry is refuted for my-sgd');
    expect(summary).toContain('seed 42, α 1e-6');
  });
});
