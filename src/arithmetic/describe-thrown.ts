/**
 * What was thrown, in words: `RangeError: too long` for an error, and `thrown: 7` for anything else.
 *
 * Other people's code throws anything, so that asking it for words may throw, too: then it is `thrown: something without words`.
 */
export function describeThrown(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${String(thrown.name)}: ${String(thrown.message)}` : `thrown: ${String(thrown)}`;
  } catch {
    return 'thrown: something without words';
  }
}
