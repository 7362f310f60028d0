import { expect, test } from 'vitest';
import { addError } from '../../src/suite/add-error.ts';
import type { DocumentError } from '../../src/suite/document.ts';

test('the same failure under several laws is one error that names each of them once', () => {
  const errors: DocumentError[] = [];
  const failure = { kind: 'subject', code: 'SUBJECT_THROWS', message: 'it throws' } as const;
  for (const law of ['finiteness', 'determinism', 'finiteness']) addError(errors, 'sgd', law, failure);
  addError(errors, 'adamw', 'finiteness', failure);
  expect(errors.map(({ subject, laws }) => [subject, laws])).toEqual([
    ['sgd', ['finiteness', 'determinism']],
    ['adamw', ['finiteness']],
  ]);
});
