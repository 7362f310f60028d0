import { causes, type CauseKind } from '../../src/index.ts';

const kinds: Readonly<Record<CauseKind, string>> = {
  design: "Somebody's published rule does this on purpose. It is a note, and refuted only where a contract claims otherwise.",
  mistake: 'Nobody wants this, and a rule with this mistake behaves as the subject does. It is refuted.',
  universal: 'What no optimizer may do, and what no claim may be: wrong. It is refuted.',
  limit:
    'An assumption of the theory that the objective does not fulfil, or the conjecture itself, as `blame` says: correct optimizers fail, too.',
  unknown: 'Nothing that is known behaves so, and nothing forbids it. It is undecided.',
};

/** docs/causes.md: the vocabulary of causes. */
export function causePage(): string {
  const lines = [
    '<!-- Written by npm run documents; do not edit. -->',
    '',
    '# Causes',
    '',
    'What explains a verdict or a note: `cause` in the JSON document. Ids are never renamed; the sentence beside one has the numbers of the',
    'case.',
  ];
  for (const [kind, meaning] of Object.entries(kinds)) {
    lines.push('', `## ${kind[0].toUpperCase()}${kind.slice(1)}`, '', meaning, '', '| id | what it is |', '| --- | --- |');
    for (const [id, cause] of Object.entries(causes)) if (cause.kind === kind) lines.push(`| \`${id}\` | ${cause.sentence} |`);
  }
  return `${lines.join('\n')}\n`;
}
