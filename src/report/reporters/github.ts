import type { Result } from '../../suite/document.ts';
import { baselinesOf } from '../baselines-of.ts';
import { describeBaseline } from '../describe-baseline.ts';
import { describeRefutation } from '../describe-refutation.ts';
import { formatNumber } from '../format-number.ts';
import { printableDocument } from '../printable-document.ts';
import { trustLines } from '../trust-lines.ts';
import type { Reporter } from './reporter.ts';

/** Annotations and a job summary on GitHub Actions. */
export const github: Reporter = {
  name: 'github',
  description: 'annotations on GitHub Actions, and a job summary',
  form: 'text',
  render(received) {
    const document = printableDocument(received);
    const fileOf = (name: string | undefined): string | undefined => {
      const reference = document.subjects.find((subject) => subject.name === name)?.reference ?? name;
      return reference !== undefined && /\.\w+$/.test(reference) && !/^\w+:/.test(reference)
        ? reference.replace(/^\.\//, '')
        : undefined;
    };
    const lines = [
      ...document.errors.map(({ subject, code, message }) => annotate('error', code, message, fileOf(subject))),
      ...document.results.flatMap((result) => {
        const title = `${result.law}: ${result.subject}`;
        const file = fileOf(result.subject);
        if (result.verdict === 'refuted')
          return [annotate('error', title, describeRefutation(result, document).join('\n'), file)];
        if (result.verdict === 'undecided') return [annotate('warning', title, `undecided: ${result.reason ?? ''}`, file)];
        return [];
      }),
      ...baselinesOf(document).flatMap(({ subject, baseline }) => {
        if (baseline.state !== 'changed') return [];
        const name = subject ?? document.subjects[0]?.name;
        return [annotate('error', `fingerprint: ${name}`, describeBaseline(baseline).join('\n'), fileOf(name))];
      }),
      ...trustLines(document).map((line) => annotate('warning', 'trusted code', line, undefined)),
    ];
    return lines.map((line) => `${line}\n`).join('');
  },
  summarise(received) {
    const document = printableDocument(received);
    const refuted = document.results.filter((result) => result.verdict === 'refuted');
    const blocks = refuted.map((result) => describeRefutation(result, document));
    const fence = fenceFor(blocks.flat());
    const { verdict, seed, alpha, results, errors } = document;
    return [
      `### intrinsic-lr: ${verdict}`,
      '',
      ...(results.length === 0 ? [] : ['| | law | subject | objective | effect | allowed |', '|---|---|---|---|---|---|']),
      ...results.map(row),
      '',
      ...errors.map(({ code, message }) => `- **${code}** ${markdown(message)}`),
      ...blocks.flatMap((lines) => ['', fence, ...lines, fence]),
      '',
      `seed ${seed}, α ${formatNumber(alpha)}`,
      ...trustLines(document).flatMap((line) => ['', markdown(line)]),
      '',
    ].join('\n');
  },
};

const marks = { holds: '✅', refuted: '❌', undecided: '❔' } as const;

function row({ verdict, law, subject, objective, effect, tolerance }: Result): string {
  const cells = [
    marks[verdict],
    markdown(law),
    markdown(subject),
    markdown(objective),
    formatNumber(effect),
    formatNumber(tolerance),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A text that is a text in a cell, too: no markup, no tag, no link, no line of its own. */
function markdown(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&');
}

/** Longer than whatever would end the block. */
function fenceFor(lines: readonly string[]): string {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []);
  return '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
}

/** Workflow commands end at a line break and separate properties by commas and colons, hence the escapes. */
function annotate(level: 'error' | 'warning', title: string, message: string, file: string | undefined): string {
  const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const properties = [...(file === undefined ? [] : [`file=${property(file)}`]), `title=${property(title)}`];
  return `::${level} ${properties.join(',')}::${data(message)}`;
}
