import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { parseDuration, reportingOptions, runningOptions, selectionOptions } from '../../src/cli/options.ts';
import { planDelivery } from '../../src/cli/deliver-document.ts';

const all = [...selectionOptions, ...runningOptions, ...reportingOptions];
function parse(...words: string[]): Record<string, unknown> {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const option of all) command.addOption(option);
  return command.parse(words, { from: 'user' }).opts();
}

describe('options', () => {
  test('are parsed to values', () => {
    expect(
      parse(
        '--seed',
        '7',
        '--alpha=1e-4',
        '--laws',
        'a, b,',
        '--objective',
        'x?widths=8,8',
        '--objective',
        'y',
        '--undecided=pass',
        '--no-color',
      ),
    ).toEqual({ seed: 7, alpha: 1e-4, laws: ['a', 'b'], objective: ['x?widths=8,8', 'y'], undecided: 'pass', color: false });
  });

  test.each([
    ['--seed', '-1'],
    ['--seed', '4294967296'],
    ['--seed', ''],
    ['--alpha', '0'],
    ['--alpha', '0.6'],
    ['--configurations', '0'],
    ['--workers', '1.5'],
    ['--time-limit', 'Infinity'],
    ['--tier', 'statistical'],
    ['--undecided', 'maybe'],
  ])('%s %s is refused', (option, value) => expect(() => parse(option, value)).toThrow(/invalid/));

  test.each([
    ['500ms', 0.5],
    ['60s', 60],
    ['1.5m', 90],
    ['2h', 7200],
    ['30', 30],
  ])('%s is %d seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  test.each(['', '0s', '-1s', '1d', '1 m'])('"%s" is no duration', (text) =>
    expect(() => parseDuration(text)).toThrow(/Expected a duration/),
  );

  test('mean the same in every command', () => {
    // A study is drawn with the same seed unless told otherwise, so that its page can be made again; that is a default, no other meaning.
    const meaning = (description: string): string => description.replace(/ \(default: .*\)$/, '');
    const texts = new Map(all.map((option) => [option.long, meaning(option.description)]));
    for (const { options } of commands) {
      for (const option of options) if (texts.has(option.long)) expect(meaning(option.description)).toBe(texts.get(option.long));
      expect(options.map(({ long }) => long)).toEqual(expect.arrayContaining(['--json', '--quiet', '--no-color', '--verbose']));
    }
  });
});

describe('reports', () => {
  const targets = (options: Parameters<typeof planDelivery>[0], env: NodeJS.ProcessEnv = {}): unknown[] =>
    planDelivery(options, env).map(({ reporter, to }) => [reporter.name, to]);

  test('go to stdout, as a table; on Actions with annotations', () => {
    expect(targets({})).toEqual([['terminal', 'stdout']]);
    expect(targets({}, { GITHUB_ACTIONS: 'true' })).toEqual([
      ['terminal', 'stdout'],
      ['github', 'stdout'],
    ]);
  });

  test('are written by reporters that exist', () => {
    expect(() => targets({ reporter: ['junti'] })).toThrow(/no reporter called "junti"\n {2}did you mean "junit"/);
  });

  test('leave stdout to a document', () => {
    expect(targets({ json: true }, { GITHUB_ACTIONS: 'true' })).toEqual([['json', 'stdout']]);
    expect(targets({ json: true, reporter: ['terminal'] })).toEqual([
      ['json', 'stdout'],
      ['terminal', 'stderr'],
    ]);
    expect(targets({ json: true, reporter: ['json', 'json'] })).toEqual([['json', 'stdout']]);
    expect(() => targets({ reporter: ['json', 'junit'] })).toThrow(/--output-file junit=report\.xml/);
  });

  test('go to files by name, or to the one file that can only be meant for one', () => {
    expect(targets({ reporter: ['terminal', 'junit'], outputFile: ['r.xml'] })).toEqual([
      ['terminal', 'stdout'],
      ['junit', { file: 'r.xml' }],
    ]);
    expect(targets({ json: true, reporter: ['junit'], outputFile: ['junit=a=b.xml'] })).toEqual([
      ['json', 'stdout'],
      ['junit', { file: 'a=b.xml' }],
    ]);
    expect(targets({ outputFile: ['r.txt'] })).toEqual([['terminal', { file: 'r.txt' }]]);
    expect(() => targets({ reporter: ['json', 'junit'], outputFile: ['r'] })).toThrow(/could all be meant[^]*json=r/);
    expect(() => targets({ reporter: ['json'], outputFile: ['junit=r'] })).toThrow(
      /"junit" is not chosen[^]*--reporter json,junit/,
    );
  });
});
