/**
 * Tells of what fails once, however often it is tried again, until it is well.
 *
 * @example
 * ```ts
 * const said: string[] = [];
 * const trouble = toldOnce((sentence) => said.push(sentence));
 * trouble.fails('no answer');
 * trouble.fails('no answer');
 * trouble.isWell();
 * trouble.fails('no answer');
 * expect(said).toEqual(['no answer', 'no answer']);
 * ```
 */
export function toldOnce(tell: (sentence: string) => void): { fails(sentence: string): void; isWell(): void } {
  let known = false;
  return {
    fails(sentence) {
      if (!known) tell(sentence);
      known = true;
    },
    isWell: () => void (known = false),
  };
}
