/** c^n by repeated products, exact for powers of two. */
export function integerPower(c: number, n: number): number {
  let power = 1;
  for (let i = 0; i < Math.abs(n); i++) power *= c;
  return n < 0 ? 1 / power : power;
}
