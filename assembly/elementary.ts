// The functions of src/arithmetic, operation by operation: the same bits as there. What each line does is explained there.

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const LOG2_E: f64 = 1.4426950408889634;
const EXP_OVERFLOW: f64 = 709.782712893384;
const EXP_UNDERFLOW: f64 = -745.1332191019412;

function powerOfTwo(exponent: i32): f64 {
  if (exponent < -1074) return 0;
  if (exponent > 1023) return Infinity;
  return reinterpret<f64>(exponent >= -1022 ? (<i64>(exponent + 1023)) << 52 : (<i64>1) << (exponent + 1074));
}

function scaleByPowerOfTwo(x: f64, exponent: i32): f64 {
  if (exponent >= -1074 && exponent <= 1023) return x * powerOfTwo(exponent);
  const half = exponent >> 1;
  return x * powerOfTwo(half) * powerOfTwo(exponent - half);
}

function expm1NearZero(r: f64, c: f64): f64 {
  const t = r * r;
  const even =
    0.5 +
    t *
      (0.04166666666666668 +
        t * (0.0013888888888879073 + t * (2.4801587336442236e-5 + t * (2.75572632790885e-7 + t * 2.0918137737642736e-9))));
  const odd =
    0.16666666666666666 +
    t *
      (0.008333333333333333 +
        t * (1.9841269841263298e-4 + t * (2.755731924721873e-6 + t * (2.505207109429355e-8 + t * 1.608662795678037e-10))));
  return r + (t * even + (r * t * odd + c));
}

export function exp(x: f64): f64 {
  if (x != x) return x;
  if (x > EXP_OVERFLOW) return Infinity;
  if (x < EXP_UNDERFLOW) return 0;
  const k = floor<f64>(x * LOG2_E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  return scaleByPowerOfTwo(1 + expm1NearZero(r, high - r - low), <i32>k);
}

function expm1(x: f64): f64 {
  if (x != x || (x > -1e-17 && x < 1e-17)) return x;
  if (x < -40) return -1;
  if (x > 40) return x > EXP_OVERFLOW ? Infinity : exp(x);
  const k = floor<f64>(x * LOG2_E + 0.5);
  if (k == 0) return expm1NearZero(x, 0);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const tail = expm1NearZero(r, high - r - low);
  return (tail + (1 - powerOfTwo(-(<i32>k)))) * powerOfTwo(<i32>k);
}

export function log(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  let k: i32 = 0;
  let bits = reinterpret<i64>(x);
  if (<i32>(bits >> 32) < 0x00100000) {
    k = -54;
    bits = reinterpret<i64>(x * 18014398509481984);
  }
  const shift = (<i32>(bits >> 32) - 0x3fe6a09e) >> 20;
  bits -= (<i64>shift) << 52;
  const f = reinterpret<f64>(bits) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const series =
    z * (0.666666666666667 + w * (0.28571428626031065 + w * (0.18182889786191042 + w * 0.14616721179861816))) +
    w * (0.3999999999989938 + w * (0.2222221112572281 + w * 0.15331699633543858));
  const half = 0.5 * f * f;
  const exponent = <f64>(k + shift);
  return exponent * LN2_HIGH + (f - (half - (s * (half + series) + exponent * LN2_LOW)));
}

export function tanh(x: f64): f64 {
  const magnitude = abs<f64>(x);
  if (magnitude < 1e-9) return x;
  if (magnitude < 0.5625) {
    const t = x * x;
    const w = t * t;
    const even =
      -0.3333333333333333 +
      w *
        (-0.05396825396820291 +
          w * (-0.008863235437120377 + w * (-0.0014558149436249654 + w * (-0.00023836459039376214 + w * -3.333062013997152e-5))));
    const odd =
      0.133333333333333 +
      w *
        (0.02186948853313033 +
          w * (0.003592126352822234 + w * (0.0005898788187502341 + w * (9.427778828319503e-5 + w * 7.634414185118713e-6))));
    return x + x * t * (even + t * odd);
  }
  if (x != x) return x;
  const value: f64 = magnitude > 22 ? 1 : 1 - 2 / (expm1(2 * magnitude) + 2);
  return x < 0 ? -value : value;
}

export function erf(x: f64): f64 {
  const magnitude = abs<f64>(x);
  if (magnitude >= 6) return x > 0 ? 1 : -1;
  if (magnitude < 0.875) {
    const t = x * x;
    let near: f64 = 1.6388270378106895e-6 + t * (-1.5624735838207127e-7 + t * 1.0471034556935036e-8);
    near = 1.2055145523632907e-4 + t * (-1.492102315426167e-5 + t * near);
    near = -0.026866170637514133 + t * (0.005223977545559434 + t * (-8.548322128192329e-4 + t * near));
    near = 0.12837916709551256 + t * (-0.3761263890318304 + t * (0.1128379167091783 + t * near));
    return x + x * near;
  }
  if (x != x) return x;
  const u = (magnitude - 2) / (magnitude + 2);
  let scaled: f64 = -4.945955251157109e-7 + u * -4.5025335207702344e-7;
  scaled = 1.3968768702822562e-6 + u * (3.7734873402560146e-6 + u * (1.176263993561465e-6 + u * scaled));
  scaled = 2.7525256917558437e-5 + u * (-2.7580846717975556e-5 + u * (-1.3965449891457028e-5 + u * scaled));
  scaled = -9.81977032113723e-4 + u * (4.355561260436118e-5 + u * (1.743612676633818e-4 + u * scaled));
  scaled = 0.0037328924043314757 + u * (0.006997461739354603 + u * (-8.471432511877995e-4 + u * scaled));
  scaled = 0.24165819424246643 + u * (-0.07897858101573403 + u * scaled);
  scaled = 0.25539567631050575 + u * (-0.4271858474139584 + u * scaled);
  const value = 1 - exp(-magnitude * magnitude) * scaled;
  return x < 0 ? -value : value;
}

/** What `expFloat32` needs: numbers in memory, one load each, where V8 takes three instructions for a constant vector. */
const EXP = memory.data<f32>([
  1.4426950408889634, 12582912, 0.693359375, 2.1219444005469057e-4, 1.984127e-4, 1.3888889e-3, 8.333333e-3, 4.1666667e-2,
  0.16666667, 0.5, 1, -126,
]);

function constant(table: usize, i: i32): v128 {
  return v128.load32_splat(table + (i << 2));
}

/**
 * e^x of four float32 at most 0, to about 1 unit in the last place: e^x = 2ᵏ e^r with |r| ≤ ½ ln 2 and the Taylor polynomial of
 * degree 7, whose remainder is 2⁻²⁸. Results that a normal float32 cannot hold are 0.
 */
export function expFloat32(x: v128): v128 {
  // A number that 1.5·2²³ is added to is rounded to an integer, which then is in the last bits.
  const shifted = f32x4.add(f32x4.mul(x, constant(EXP, 0)), constant(EXP, 1));
  const k = f32x4.sub(shifted, constant(EXP, 1));
  const r = f32x4.add(f32x4.sub(x, f32x4.mul(k, constant(EXP, 2))), f32x4.mul(k, constant(EXP, 3)));
  let p = f32x4.add(f32x4.mul(constant(EXP, 4), r), constant(EXP, 5));
  p = f32x4.add(f32x4.mul(p, r), constant(EXP, 6));
  p = f32x4.add(f32x4.mul(p, r), constant(EXP, 7));
  p = f32x4.add(f32x4.mul(p, r), constant(EXP, 8));
  p = f32x4.add(f32x4.mul(p, r), constant(EXP, 9));
  p = f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r);
  p = f32x4.add(p, constant(EXP, 10));
  const power = i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23);
  return v128.andnot(f32x4.mul(p, power), f32x4.lt(k, constant(EXP, 11)));
}

function horner(p: v128, x: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(p, x), f32x4.splat(coefficient));
}

/** tanh of four float32: a polynomial near 0, (1 − e^(−2|x|))/(1 + e^(−2|x|)) elsewhere. */
export function tanhFloat32(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const decay = expFloat32(f32x4.mul(magnitude, f32x4.splat(-2)));
  const one = f32x4.splat(1);
  const far = f32x4.div(f32x4.sub(one, decay), f32x4.add(one, decay));
  const signed = v128.or(far, v128.and(x, f32x4.splat(-0.0)));
  const t = f32x4.mul(x, x);
  let p = horner(f32x4.splat(-0.001455815), t, 0.0035921264);
  p = horner(p, t, -0.008863235);
  p = horner(p, t, 0.02186949);
  p = horner(p, t, -0.05396825);
  p = horner(p, t, 0.13333334);
  p = horner(p, t, -0.33333334);
  const near = f32x4.add(x, f32x4.mul(f32x4.mul(x, t), p));
  return v128.bitselect(near, signed, f32x4.lt(magnitude, f32x4.splat(0.5625)));
}

/** e^(−x²/2) of four float32. */
export function gaussianFloat32(x: v128): v128 {
  return expFloat32(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
}

/**
 * The normal distribution function Φ of four float32, given e^(−x²/2): with a = |x|/√2, ½ (1 + erf(x/√2)) from the polynomial of
 * `erf` near 0, and beyond it ½ e^(−a²) Q(u) on the left and 1 minus that on the right.
 */
export function normalDistributionFloat32(x: v128, gaussian: v128): v128 {
  const scaled = f32x4.mul(x, f32x4.splat(0.70710677));
  const a = f32x4.abs(scaled);
  const half = f32x4.splat(0.5);
  const t = f32x4.mul(a, a);
  let p = horner(f32x4.splat(1.638827e-6), t, -1.4921023e-5);
  p = horner(p, t, 1.2055146e-4);
  p = horner(p, t, -8.5483224e-4);
  p = horner(p, t, 0.0052239776);
  p = horner(p, t, -0.02686617);
  p = horner(p, t, 0.112837918);
  p = horner(p, t, -0.37612638);
  p = horner(p, t, 0.12837917);
  const near = f32x4.add(half, f32x4.mul(half, f32x4.add(scaled, f32x4.mul(scaled, p))));

  const two = f32x4.splat(2);
  const u = f32x4.div(f32x4.sub(a, two), f32x4.add(a, two));
  let q = horner(f32x4.splat(-1.3965449e-5), u, -2.7580846e-5);
  q = horner(q, u, 2.7525257e-5);
  q = horner(q, u, 1.7436126e-4);
  q = horner(q, u, 4.3555612e-5);
  q = horner(q, u, -9.8197698e-4);
  q = horner(q, u, -8.4714324e-4);
  q = horner(q, u, 0.0069974619);
  q = horner(q, u, 0.0037328924);
  q = horner(q, u, -0.078978583);
  q = horner(q, u, 0.24165819);
  q = horner(q, u, -0.42718586);
  q = horner(q, u, 0.25539568);
  const tail = f32x4.mul(half, f32x4.mul(gaussian, q));
  const far = v128.bitselect(f32x4.sub(f32x4.splat(1), tail), tail, f32x4.gt(x, f32x4.splat(0)));
  return v128.bitselect(near, far, f32x4.lt(a, f32x4.splat(0.875)));
}
