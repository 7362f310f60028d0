/** Tells of what fails once, however often it is tried again, until it is well. */
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
