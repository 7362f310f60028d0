import { describeError } from '../report/describe-error.ts';
import { describeRefutation } from '../report/describe-refutation.ts';
import type { Document } from '../suite/document.ts';

/** What `intrinsic-lr check` would print of everything that keeps a document from holding. */
export function describeFailure(document: Document): string {
  const { results, errors, skipped } = document;
  const sections = [
    ...results.filter(({ verdict }) => verdict === 'refuted').map((result) => describeRefutation(result, document)),
    ...results
      .filter(({ verdict }) => verdict === 'undecided')
      .map(({ law, objective, reason }) => [`${law} is undecided on ${objective}: ${reason ?? 'no reason is known'}`]),
    ...errors.map((error) => describeError(error, false)),
  ];
  const none = [...new Set(skipped.map(({ law, reason }) => `${law} claims nothing here: ${reason}`))];
  return (sections.length > 0 ? sections : [none]).map(([headline, ...lines]) => [headline, ...lines].join('\n  ')).join('\n\n');
}
