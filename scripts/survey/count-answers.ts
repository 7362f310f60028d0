import { founds, type Answer, type Found } from './answer.ts';

/** How often each of what laws can say was said. */
export function countAnswers(answers: readonly Pick<Answer, 'found'>[]): Record<Found, number> {
  const counts = Object.fromEntries(founds.map((found) => [found, 0])) as Record<Found, number>;
  for (const { found } of answers) counts[found] += 1;
  return counts;
}
