import type { BaselineResult } from '../../suite/baseline.ts';
import type { Document, DocumentError, Result } from '../../suite/document.ts';
import { withoutCommands } from '../../arithmetic/printable.ts';
import { baselinesOf } from '../baselines-of.ts';
import { describeBaseline } from '../describe-baseline.ts';
import { describeRefutation } from '../describe-refutation.ts';
import { formatNumber } from '../format-number.ts';
import { printableDocument } from '../printable-document.ts';
import type { Reporter } from './reporter.ts';

/** JUnit's XML: a suite a subject, a case a law and objective. Undecided and skipped laws are skipped cases. */
export const junit: Reporter = {
  name: 'junit',
  description: "JUnit's XML, for continuous-integration services",
  form: 'data',
  render(received) {
    const document = printableDocument(received);
    const names = [
      ...document.subjects.map(({ name }) => name),
      ...document.errors.map(({ subject }) => subject ?? 'intrinsic-lr'),
    ];
    const suites = [...new Set(names)].map((name) => suite(document, name));
    const time = document.elapsedSeconds === undefined ? '' : ` time="${document.elapsedSeconds.toFixed(3)}"`;
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="intrinsic-lr"${time}>\n${suites.join('')}</testsuites>\n`;
    return withoutCommands(text);
  },
};

function suite(document: Document, name: string): string {
  const results = document.results.filter(({ subject }) => subject === name);
  const skipped = document.skipped.filter(({ subject }) => subject === name);
  const errors = document.errors.filter(({ subject = 'intrinsic-lr' }) => subject === name);
  const baselines = baselinesOf(document).filter(({ subject = document.subjects[0]?.name }) => subject === name);
  const changes = baselines.filter(({ baseline }) => baseline.state === 'changed').length;
  const cases = [
    ...results.map((result) => resultCase(name, result, document)),
    ...skipped.map(({ law, objective, reason }) =>
      testCase(name, `${law} on ${objective}`, `<skipped message=${quote(reason)}/>`),
    ),
    ...baselines.map(({ baseline }) => baselineCase(name, baseline)),
    ...errors.map((error) => testCase(name, `runs (${error.code})`, errorElement(error))),
  ];
  const failures = results.filter(({ verdict }) => verdict === 'refuted').length + changes;
  const undecided = results.filter(({ verdict }) => verdict === 'undecided').length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors.length}" skipped="${skipped.length + undecided}"`;
  const properties = `<properties><property name="seed" value="${document.seed}"/><property name="alpha" value="${document.alpha}"/></properties>`;
  return `  <testsuite name=${quote(name)} ${counts}>\n    ${properties}\n${cases.join('')}  </testsuite>\n`;
}

function resultCase(subject: string, result: Result, document: Document): string {
  const name = `${result.law} on ${result.objective}`;
  if (result.verdict === 'refuted') {
    const [headline, ...lines] = describeRefutation(result, document);
    const message = quote(result.diagnosis ?? headline);
    return testCase(
      subject,
      name,
      `<failure type="refuted" message=${message}>${escape([headline, ...lines].join('\n'))}</failure>`,
    );
  }
  if (result.verdict === 'undecided') {
    return testCase(subject, name, `<skipped message=${quote(`undecided: ${result.reason ?? 'no reason given'}`)}/>`);
  }
  const told = `${result.unit} ${formatNumber(result.effect)}, allowed ${formatNumber(result.tolerance)}`;
  return testCase(subject, name, `<system-out>${escape(told)}</system-out>`);
}

function baselineCase(subject: string, baseline: BaselineResult): string {
  const [headline, ...lines] = describeBaseline(baseline);
  const told = escape([headline, ...lines].join('\n'));
  const failed = `<failure type="changed" message=${quote(headline)}>${told}</failure>`;
  return testCase(
    subject,
    `fingerprint ${baseline.file}`,
    baseline.state === 'changed' ? failed : `<system-out>${told}</system-out>`,
  );
}

function errorElement({ code, message }: DocumentError): string {
  return `<error type=${quote(code)} message=${quote(message.split('\n')[0])}>${escape(message)}</error>`;
}

function testCase(subject: string, name: string, content: string): string {
  return `    <testcase classname=${quote(subject)} name=${quote(name)}>${content}</testcase>\n`;
}

function escape(text: string): string {
  // Characters that XML 1.0 cannot hold at all are in no printable text.
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function quote(text: string): string {
  return `"${escape(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;
}
