/**
 * Breaks a text between words into lines of a width; a word that is longer stands alone.
 *
 * @param width most characters in a line, at least 1
 */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last === undefined || [...last].length + 1 + [...word].length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
