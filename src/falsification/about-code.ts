import type { ConfigurationError } from '../arithmetic/configuration-error.ts';

/** Whether an error is about code and not about a setting: no other setting would mend it. */
export function isAboutCode({ code }: ConfigurationError): boolean {
  return /^(CONJECTURE|SUBJECT|MODEL)_/.test(code);
}
