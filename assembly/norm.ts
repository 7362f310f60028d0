/** Euclidean norm √(Σ xⱼ²) in float64, summed in order as `src/optimizers/norm.ts` does. */
export function norm<T>(x: usize, count: i32): f64 {
  let sum: f64 = 0;
  const end = x + count * sizeof<T>();
  for (; x < end; x += sizeof<T>()) {
    const entry = <f64>load<T>(x);
    sum += entry * entry;
  }
  return sqrt<f64>(sum);
}
