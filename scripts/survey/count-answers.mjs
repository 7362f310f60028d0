const founds = ['holds', 'undecided', 'objective', 'conjecture', 'optimizer', 'crashed', 'skipped'];

/**
 * How often each of what laws can say was said.
 *
 * @param {readonly { found: string }[]} answers
 * @returns {Record<string, number>}
 */
export function countAnswers(answers) {
  const counts = Object.fromEntries(founds.map((found) => [found, 0]));
  for (const { found } of answers) counts[found] += 1;
  return counts;
}
