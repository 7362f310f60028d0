/** A hyperparameter of this value may be a small constant beside something that has its dimension. */
export function isTiny(value: number): boolean {
  return value > 0 && value < 0.01;
}
