/** Thrown where nothing more is to be computed; what was found so far stays. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
