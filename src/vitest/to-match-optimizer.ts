import { compareRules } from '../likeness/compare-rules.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { loadSubject } from '../subjects/load-subject.ts';
import type { MatcherResult } from './matcher-result.ts';

/**
 * Expects two optimizers to be the same rule: `await expect(mine).toMatchOptimizer('torch:AdamW')`. They are run on the same inputs under
 * every drive that both offer; the same numbers up to rounding pass.
 *
 * @param optimizer an object, or a reference
 * @param other what it ought to be: an object, or a reference
 */
export async function toMatchOptimizer(optimizer: Optimizer | string, other: Optimizer | string): Promise<MatcherResult> {
  const [reference, subject] = [
    typeof other === 'string' ? await loadSubject(other) : other,
    typeof optimizer === 'string' ? await loadSubject(optimizer) : optimizer,
  ];
  const { state, differences, remarks } = compareRules(subject, reference);
  const pass = state !== 'different';
  return {
    pass,
    message: () =>
      pass
        ? `expected ${subject.name} to be another rule than ${reference.name}: it is the same ${state === 'bits' ? 'to the bit' : 'up to rounding'}`
        : [
            `${subject.name} is not the rule of ${reference.name}:`,
            ...differences.map(({ sentence }) => sentence),
            ...remarks,
          ].join('\n  '),
  };
}
