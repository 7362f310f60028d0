import { countAnswers } from './count-answers.mjs';

/** Counts of what was found, by a key of each answer. */
function counted(answers, keyOf) {
  const groups = new Map();
  for (const answer of answers) {
    const key = keyOf(answer);
    if (groups.has(key)) groups.get(key).push(answer);
    else groups.set(key, [answer]);
  }
  return new Map(Array.from(groups, ([key, own]) => [key, countAnswers(own)]));
}

/**
 * A survey as a page: what each law said, what it said of each optimizer and on each family of objectives, and why it remained undecided.
 *
 * @param {readonly { objective: string, answers: readonly { law: string, optimizer: string, found: string, sentence: string }[] }[]} rows
 * @param {{ seed: number, replicas: number }} settings
 */
export function surveyPage(rows, { seed, replicas }) {
  const answers = rows.flatMap(({ objective, answers: own }) => own.map((answer) => ({ ...answer, objective })));
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const table = (title, keyOf) => [
    line([title, 'holds', 'undecided', 'blames the objective', 'the conjecture', 'the optimizer', 'crashed', 'not claimed']),
    line(Array(8).fill('---')),
    ...[...counted(answers, keyOf)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, counts]) => line([key, ...Object.values(counts)])),
    '',
  ];
  // Sentences differ by their numbers only.
  const reasons = counted(
    answers.filter(({ found }) => found === 'undecided'),
    ({ law, sentence }) => `\`${law}\`: ${sentence.replace(/\d[\d.]*(e[+-]?\d+)?/g, '…').split('\n')[0]}`,
  );
  return `<!-- Written by npm run survey; do not edit. -->

# The statistical laws on objectives drawn at random

Correct optimizers on ${rows.length} objectives, each a family with legal values of some of its options (seed ${seed}, at most ${replicas} replicas an
arm, α = 1e-6 a verdict). Nothing may be blamed on the optimizer, and nothing may crash. A refutation that plain SGD shares on the same
streams is about the objective, or about the conjecture.

${[
  ...table('law', ({ law }) => `\`${law}\``),
  ...table('optimizer', ({ optimizer }) => optimizer),
  ...table('family', ({ objective }) => `\`${objective.split('?')[0]}\``),
  '## Why undecided',
  '',
  line(['reason', 'times']),
  line(['---', '---']),
  ...[...reasons]
    .map(([reason, { undecided }]) => [reason, undecided])
    .sort(([, a], [, b]) => b - a)
    .map(line),
].join('\n')}
`;
}
