/** Whether a tensor has fewer than two dimensions, as gains and biases have. */
export function isVector(shape: readonly number[]): boolean {
  return shape.length < 2;
}
