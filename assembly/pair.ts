// float64 arithmetic on two coordinates at once, in which update rules are written: whatever the storage is, a rule computes in
// float64 and rounds what it stores, as the rules of src/optimizers do, and in the order of their operations.

export function both(x: f64): v128 {
  return f64x2.splat(x);
}

/** a + b */
export function plus(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

/** a − b */
export function minus(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

/** a·b */
export function times(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

/** a/b */
export function over(a: v128, b: v128): v128 {
  return f64x2.div(a, b);
}

export function root(a: v128): v128 {
  return f64x2.sqrt(a);
}

/** −1, 0 or 1; NaN of NaN. */
export function sign(a: v128): v128 {
  const zero = f64x2.splat(0);
  const positive = v128.and(f64x2.gt(a, zero), f64x2.splat(1));
  const negative = v128.and(f64x2.lt(a, zero), f64x2.splat(-1));
  return v128.or(v128.or(positive, negative), v128.andnot(a, f64x2.eq(a, a)));
}
