import { table } from '../table-row.ts';
import type { Answer, Found, SurveyRow, SurveySettings } from './answer.ts';
import { countAnswers } from './count-answers.ts';

/** An answer, and where it was given. */
type Located = Answer & Pick<SurveyRow, 'objective'>;

/** Counts of what was found, by a key of each answer. */
function counted(answers: readonly Located[], keyOf: (answer: Located) => string): Map<string, Record<Found, number>> {
  const groups = new Map<string, Located[]>();
  for (const answer of answers) {
    const key = keyOf(answer);
    if (groups.has(key)) groups.get(key)!.push(answer);
    else groups.set(key, [answer]);
  }
  return new Map(Array.from(groups, ([key, own]) => [key, countAnswers(own)]));
}

/** A survey as a page: what each law said, what it said of each optimizer and on each family of objectives, and why it remained undecided. */
export function surveyPage(
  rows: readonly Pick<SurveyRow, 'objective' | 'answers'>[],
  { seed, replicas }: Pick<SurveySettings, 'seed' | 'replicas'>,
): string {
  const answers = rows.flatMap(({ objective, answers: own }) => own.map((answer) => ({ ...answer, objective })));
  const tableBy = (title: string, keyOf: (answer: Located) => string): string =>
    table(
      [title, 'holds', 'undecided', 'blames the objective', 'the conjecture', 'the optimizer', 'crashed', 'not claimed'],
      [...counted(answers, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, counts]) => [key, ...Object.values(counts)]),
    );
  // Sentences differ by their numbers only.
  const reasons = counted(
    answers.filter(({ found }) => found === 'undecided'),
    ({ law, sentence }) => `\`${law}\`: ${sentence.replace(/\d[\d.]*(e[+-]?\d+)?/g, '…').split('\n')[0]}`,
  );
  const times = Array.from(reasons, ([reason, { undecided }]): [string, number] => [reason, undecided]);
  return `<!-- Written by npm run survey; do not edit. -->

# The statistical laws on objectives drawn at random

Correct optimizers on ${rows.length} objectives, each a family with legal values of some of its options (seed ${seed}, at most ${replicas} replicas an
arm, α = 1e-6 a verdict). Nothing may be blamed on the optimizer, and nothing may crash. A refutation that plain SGD shares on the same
streams is about the objective, or about the conjecture.

${tableBy('law', ({ law }) => `\`${law}\``)}

${tableBy('optimizer', ({ optimizer }) => optimizer)}

${tableBy('family', ({ objective }) => `\`${objective.split('?')[0]}\``)}

## Why undecided

${table(
  ['reason', 'times'],
  times.sort(([, a], [, b]) => b - a),
)}
`;
}
