/** What an option of an objective may hold. */
export type OptionValue = string | number | boolean;

/** One option of a family: its default, and which values are legal. */
export interface Option<Value extends OptionValue = OptionValue> {
  readonly default: Value;
  /** What it sets, for people. */
  readonly meaning: string;
  /** The legal values in words, to end the sentence "expected …". */
  readonly expected: string;
  /** The value in its canonical form, also from the text of a reference; `undefined` where it is not legal. */
  accept(value: unknown): Value | undefined;
}
