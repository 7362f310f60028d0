import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { html } from '../../src/report/reporters/html.ts';
import type { Result } from '../../src/suite/document.ts';
import { passing, sample } from './sample-document.ts';

const options = { color: false, quiet: false, verbose: false, errors: 'inside' } as const;
const open = (text: string) => parseHTML(text).document;

describe('the HTML reporter', () => {
  const { querySelector, querySelectorAll } = bound(open(html.render(sample, options)));

  test('says the verdict first, and what came of every subject', () => {
    expect(querySelector('h1')).toBe(`${sample.kind}: refuted`);
    expect(querySelectorAll('h2')).toEqual(sample.subjects.map(({ name }) => name));
    expect(querySelectorAll('h3')).toHaveLength(sample.results.filter(({ verdict }) => verdict === 'refuted').length);
    expect(bound(open(html.render(passing, options))).querySelectorAll('h3')).toEqual([]);
  });

  test('holds nothing of a subject that a browser would act on', () => {
    const name = '<script>alert(1)</script>"\u001b[31m';
    const results = sample.results.map((result) => ({
      ...result,
      subject: name,
      objective: name,
      diagnosis: name,
      reason: name,
    }));
    const subjects = sample.subjects.map((subject) => ({
      ...subject,
      name,
      notes: [{ kind: 'unusual', cause: 'x', sentence: name }],
    }));
    const errors = [{ kind: 'subject', code: 'X', message: name }];
    const text = html.render({ ...sample, subjects, results, errors } as unknown as typeof sample, options);
    expect(open(text).querySelectorAll('script')).toHaveLength(0);
    expect(text).not.toContain('\u001b');
  });

  test.each([
    [0, 1e-9, '6.0'],
    [0, 0, '6.0'],
    [1e-9, 1e-9, '60.0'],
    [1e-8, 1e-9, '78.0'],
    [1e-9, 0, '114.0'],
    [-1e-8, 1e-9, '78.0'],
  ])('an effect of %d where %d is allowed stands at %s', (effect, tolerance, x) => {
    const results = [{ ...sample.results[0], effect, tolerance } as Result];
    const { document } = parseHTML(html.render({ ...sample, results }, options));
    expect(document.querySelector('circle')!.getAttribute('cx')).toBe(x);
  });

  test('an effect that is no number has no place', () => {
    const results = [{ ...sample.results[0], effect: null }];
    expect(open(html.render({ ...sample, results }, options)).querySelector('circle')).toBeNull();
  });
});

/** Texts of what a selector finds. */
function bound(document: ReturnType<typeof open>): {
  querySelector(selector: string): string | undefined;
  querySelectorAll(selector: string): string[];
} {
  const textOf = ({ textContent }: { readonly textContent: string | null }): string => textContent ?? '';
  return {
    querySelector: (selector) => [...document.querySelectorAll(selector)].map(textOf)[0],
    querySelectorAll: (selector) => [...document.querySelectorAll(selector)].map(textOf),
  };
}
