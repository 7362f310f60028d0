import { withoutCommands } from '../arithmetic/printable.ts';
import { describeError } from '../report/describe-error.ts';
import { describeRefutation } from '../report/describe-refutation.ts';
import { printableDocument } from '../report/printable-document.ts';
import type { Document } from '../suite/document.ts';

/** What `intrinsic-lr check` would print of everything that keeps a document from holding. */
export function describeFailure(received: Document): string {
  const document = printableDocument(received);
  const { results, errors, skipped } = document;
  const sections = [
    ...results.filter(({ verdict }) => verdict === 'refuted').map((result) => describeRefutation(result, document)),
    ...results
      .filter(({ verdict }) => verdict === 'undecided')
      .map(({ law, objective, reason }) => [`${law} is undecided on ${objective}: ${reason ?? 'no reason is known'}`]),
    ...errors.map((error) => describeError(error, false)),
  ];
  const none = [...new Set(skipped.map(({ law, reason }) => `${law} claims nothing here: ${reason}`))];
  const blocks = sections.length > 0 ? sections : [none];
  return withoutCommands(blocks.map(([headline, ...lines]) => [headline, ...lines].join('\n  ')).join('\n\n'));
}
