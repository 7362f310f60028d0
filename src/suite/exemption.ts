import type { Contract } from '../optimizers/optimizer.ts';
import { isTrusted } from '../subjects/load-subject.ts';

/**
 * Why a law that the contract of a subject exempts it from stays undecided; `undefined` where it is exempt from none, or may be.
 *
 * A contract of other people's code is as little trusted as that code: it could exempt itself from whatever it breaks. Of a subject
 * that is in memory, or of this package, it is the word of whoever runs the laws.
 *
 * @param reference how the subject is named; absent for an object in memory
 * @param granted ids of laws from which it may exempt itself
 */
export function ungranted(
  law: string,
  contract: Contract | undefined,
  reference: string | undefined,
  granted: readonly string[] = [],
): string | undefined {
  const reason = contract?.exempt?.[law];
  if (reason === undefined || reference === undefined || isTrusted(reference) || granted.includes(law)) return undefined;
  return `exempt by its own contract (${reason}), which nobody has granted: --exempt ${law}, or exempt: ['${law}'] in the configuration`;
}
