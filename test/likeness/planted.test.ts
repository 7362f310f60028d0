import { afterAll, describe, expect, test } from 'vitest';
import { plantedRows } from '../../scripts/likeness/rows.ts';
import { compareRules } from '../../src/likeness/compare-rules.ts';
import { loadSubject } from '../../src/subjects/load-subject.ts';
import { closeChildren } from '../../src/subjects/process/child-optimizer.ts';
import { sample } from '../size.ts';
import { canRun } from '../subjects/process/python-libraries.ts';

afterAll(closeChildren);

const { cases, said } = sample(plantedRows, 4, ({ expected }) => expected.includes('resume'));

describe.runIf(canRun('torch'))(`a difference that was planted in a port of AdamW is named${said}:`, () => {
  for (const { subject, other, expected } of cases)
    test(subject.split(':')[1], async () => {
      const reference = await loadSubject(other);
      const { state, differences } = compareRules(await loadSubject(subject), reference);
      expect(state).toBe('different');
      expect(expected).toContain(differences[0].aspect);
    });
});
