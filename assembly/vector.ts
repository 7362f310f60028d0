// `Real` is f32 or f64: the compiler is run once for each (`--use Real=f32`), so that every kernel exists in both precisions.

/** Numbers in a vector of 128 bits. */
export const LANES: i32 = 16 / sizeof<Real>();
/** Bytes of a number. */
export const WORD: i32 = sizeof<Real>();

export function splat(x: Real): v128 {
  return v128.splat<Real>(x);
}

export function add(a: v128, b: v128): v128 {
  return v128.add<Real>(a, b);
}

export function subtract(a: v128, b: v128): v128 {
  return v128.sub<Real>(a, b);
}

export function multiply(a: v128, b: v128): v128 {
  return v128.mul<Real>(a, b);
}

/** The sum of the lanes, in a fixed order. */
export function sumOfLanes(a: v128): Real {
  if (sizeof<Real>() == 8) return <Real>(f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1));
  return <Real>(f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 2) + (f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 3)));
}

/** Stores the first `count` lanes of numbers T; all of them where `count` is as large as their number. */
export function storeFirst<T = Real>(at: usize, a: v128, count: i32): void {
  if (count >= 16 / sizeof<T>()) {
    v128.store(at, a);
    return;
  }
  v128.store_lane<T>(at, a, 0);
  if (sizeof<T>() == 4) {
    if (count > 1) v128.store_lane<T>(at + 4, a, 1);
    if (count > 2) v128.store_lane<T>(at + 8, a, 2);
  }
}

/** 1/√x lane by lane, and 0 where x is not above 0: what a normaliser multiplies by. */
export function inverseRoot(x: v128): v128 {
  const root = v128.div<Real>(splat(1), v128.sqrt<Real>(x));
  return v128.and(root, v128.gt<Real>(x, splat(0)));
}

/** Two neighbouring numbers as float64. */
export function loadPair(at: usize): v128 {
  if (sizeof<Real>() == 8) return v128.load(at);
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Stores two float64 as neighbouring numbers, rounding where these are float32. */
export function storePair(at: usize, pair: v128): void {
  if (sizeof<Real>() == 8) v128.store(at, pair);
  else v128.store64_lane(at, f32x4.demote_f64x2_zero(pair), 0);
}

/** A pair of float64 as it is once it was stored. */
export function rounded(pair: v128): v128 {
  return sizeof<Real>() == 8 ? pair : f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(pair));
}
