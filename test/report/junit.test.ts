import { XMLParserError, parseXml, type XmlElement } from './parse-xml.ts';
import { describe, expect, test } from 'vitest';
import { junit } from '../../src/report/reporters/junit.ts';
import { passing, sample } from './sample-document.ts';

const options = { color: false, quiet: false, verbose: false, errors: 'inside' } as const;
const find = (element: XmlElement, name: string): XmlElement[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap((child) => find(child, name)),
];

describe('the JUnit reporter', () => {
  const root = parseXml(junit.render(sample, options));

  test('writes well-formed XML, whatever a message contains', () => {
    expect(root.name).toBe('testsuites');
    expect(root.attributes).toEqual({ name: 'intrinsic-lr', time: '3.140' });
    expect(() => parseXml(junit.render(sample, options).replace('&lt;', '<'))).toThrow(XMLParserError);
  });

  test('writes a suite a subject with counts that agree with its cases', () => {
    const suites = find(root, 'testsuite');
    expect(suites.map(({ attributes }) => attributes.name)).toEqual(['my-sgd', './other.mjs']);
    for (const suite of suites) {
      expect(suite.attributes).toMatchObject({
        tests: String(find(suite, 'testcase').length),
        failures: String(find(suite, 'failure').length),
        errors: String(find(suite, 'error').length),
        skipped: String(find(suite, 'skipped').length),
      });
    }
    expect(find(suites[0], 'testcase').map(({ attributes }) => attributes.name)).toEqual([
      'determinism on synthetic-gradients',
      'scaling-symmetry on digits-mlp-batchnorm',
      'equilibrium on isotropic-noise',
      'gradient-accumulation on digits-mlp',
    ]);
  });

  test('tells what failed, what is undecided and what crashed', () => {
    const [failure] = find(root, 'failure');
    expect(failure.attributes).toEqual({ type: 'refuted', message: 'the decay is not multiplied by the learning rate' });
    expect(failure.text).toContain('Replay: intrinsic-lr replay ilr1.token');
    expect(find(root, 'skipped').map(({ attributes }) => attributes.message)).toEqual([
      'undecided: the time budget of 60 s ran out',
      'no micro-batches are declared',
    ]);
    const [error] = find(root, 'error');
    expect(error.attributes).toEqual({ type: 'SUBJECT_THROWS', message: 'other throws: <&"%\\u0007">, a, b:' });
    expect(error.text).toBe('other throws: <&"%\\u0007">, a, b:\n  and on');
  });

  test('has no failure in a passing run', () => {
    const text = junit.render(passing, options);
    expect(text).toContain('tests="1" failures="0" errors="0" skipped="0"');
    expect(text).toContain('<property name="seed" value="42"/>');
  });
});
