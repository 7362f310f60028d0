import { wrapWords } from './wrap-words.ts';

/** What a terminal shows of a line, at least. */
const columns = 80;

/**
 * A text in lines of 80 columns, broken between words; what fits stays as it is.
 *
 * @param first what the first line begins with, its margin and a mark; the others begin below the text, or two columns further in where
 *   there is no mark
 */
export function hangingLines(text: string, first = ''): string[] {
  const width = [...first].length;
  if (width + [...text].length <= columns) return [first + text];
  const margin = ' '.repeat(first.trim() === '' ? width + 2 : width);
  return wrapWords(text, columns - margin.length).map((line, i) => (i === 0 ? first : margin) + line);
}
