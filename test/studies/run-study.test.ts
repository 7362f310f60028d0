import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import { runStudy } from '../../src/studies/run-study.ts';
import type { Findings, Study } from '../../src/studies/study.ts';

const words = { question: 'q', askedBy: [], answer: 'a', prediction: 'p', source: 's', protocol: 'p', failsWhere: 'f' };
const finding = (found: unknown): Study => ({
  name: 'mine',
  ...words,
  seconds: { quick: 0, full: 0 },
  run: () => Promise.resolve(found as Findings),
});
const claim = { what: 'x', verdict: 'holds', measured: 1, interval: [1, 1], allowed: [0, 2], trials: 1 };
const figure = { title: 't', caption: 'c', panels: [] };
const run = (found: unknown) => runStudy(finding(found), { engine: fastestEngine, seed: 1, version: 'x' });

test('what is no finding is said to be none, whatever it is', async () => {
  const part = fc.oneof(fc.jsonValue(), fc.constant(undefined));
  const others = fc.oneof(
    part,
    fc.record({ claims: part, table: fc.constant([]), figure: fc.constant(figure) }).filter(({ claims }) => !isEmpty(claims)),
    fc.record({
      claims: fc.constant([claim]),
      table: part.filter((table) => !Array.isArray(table)),
      figure: fc.constant(figure),
    }),
    fc.record({ claims: fc.constant([claim]), table: fc.constant([]), figure: part }),
  );
  await fc.assert(
    fc.asyncProperty(others, async (found) => {
      await expect(run(found)).rejects.toMatchObject({ code: 'STUDY_FINDINGS' });
    }),
    { numRuns: 300 },
  );
});

test('a finding is recorded, and what is no number is null', async () => {
  const record = await run({ claims: [claim], table: [{ x: NaN, y: 'z' }], figure });
  expect(record).toMatchObject({ verdict: 'holds', table: [{ x: null, y: 'z' }] });
});

function isEmpty(claims: unknown): boolean {
  return Array.isArray(claims) && claims.length === 0;
}
