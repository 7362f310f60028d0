/** The most steps in a row that nothing moves in, before something moves again. */
export function longestGap(kernel: readonly number[]): number {
  let [longest, gap] = [0, 0];
  for (const r of kernel) {
    if (r === 0) gap++;
    else [longest, gap] = [Math.max(longest, gap), 0];
  }
  return longest;
}
