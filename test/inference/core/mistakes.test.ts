import fc from 'fast-check';
import { expect, test } from 'vitest';
import { families } from '../../../src/inference/core/families/index.ts';
import { mistakes, mistakesOfCalls } from '../../../src/inference/core/mistakes.ts';
import type { Mistake } from '../../../src/inference/core/mistake.ts';
import { mover } from '../../../src/inference/core/mover.ts';
import type { Parts } from '../../../src/inference/core/rule.ts';

const every = new Set([...mistakes, ...mistakesOfCalls(3)]);
const [beta1, beta2] = [0.8, 0.97];
const rules = families.flatMap((family) =>
  [family.parts(family.coefficients === 'second' ? 0 : beta1, family.coefficients === 'first' ? 0 : beta2, [beta1, beta2, 0.9])]
    .flat()
    .map((parts) => ({ family, parts })),
);

/** The rules to which it can be done, as the search has it. */
const rulesOf = ({ of }: Mistake): Parts[] =>
  rules
    .filter(({ family, parts }) => (of === 'corrected' ? family.corrected === true : of === 'any' || parts.divide === undefined))
    .map(({ parts }) => parts);

const steps = fc.array(
  fc.record({
    gradient: fc.integer({ min: -2000, max: 2000 }).map((n) => (n + 0.5) / 1000),
    learningRate: fc.constantFrom(1, 0.5, 2, 0.3),
  }),
  {
    minLength: 39,
    maxLength: 39,
  },
);
type Steps = readonly { readonly gradient: number; readonly learningRate: number }[];

function moves(parts: Parts, given: Steps): number[] {
  const rule = mover(parts);
  return given.map((each, i) => rule({ ...each, step: i + 1, tensor: 1, tensors: 3, position: 2, shape: [2, 3] }));
}

test('a mistake leaves as many first steps as they are as it says, in every rule to which it can be done', () => {
  const later = [...every].filter(({ after }) => after !== undefined);
  expect(later.length).toBeGreaterThan(300);
  fc.assert(
    fc.property(fc.constantFrom(...later), steps, (mistake, given) => {
      const first = given.slice(0, mistake.after);
      for (const parts of rulesOf(mistake)) {
        const [sound, wrong] = [parts, mistake.make(parts)].map((each) => moves(each, first));
        wrong.forEach((move, i) => expect(move).toBeCloseTo(sound[i], 12));
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('and changes a later one of some rule', () => {
  const gradients = Array.from({ length: 44 }, (_, i) => ({ gradient: Math.sin(i * i + 1), learningRate: 1 / (1 + (i % 3)) }));
  for (const mistake of every)
    if (mistake.after !== undefined)
      expect(
        rulesOf(mistake).some((parts) => String(moves(mistake.make(parts), gradients)) !== String(moves(parts, gradients))),
        mistake.sentence,
      ).toBe(true);
});
