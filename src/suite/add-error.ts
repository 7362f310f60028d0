import type { DocumentError } from './document.ts';
import type { Failure } from './failure.ts';

/** The same failure under several laws is one error that names them all. */
export function addError(errors: DocumentError[], subject: string, law: string, failure: Failure): void {
  const index = errors.findIndex(
    (error) => error.subject === subject && error.code === failure.code && error.message === failure.message,
  );
  if (index < 0) errors.push({ subject, laws: [law], ...failure });
  else errors[index] = { ...errors[index], laws: [...new Set([...(errors[index].laws ?? []), law])] };
}
