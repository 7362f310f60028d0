import { address, integer, real, summarise } from '../../instruction';
import { normal, oneSidedStable } from '../../random';
import { WORD } from '../../vector';

// Objectives on the sphere, in float64 whatever the storage is; the operations are those of src/objectives, in their order.

function dot(a: usize, b: usize, size: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < size; i += 8) sum += load<f64>(a + i) * load<f64>(b + i);
  return sum;
}

/** u = w/‖w‖. Operands: w, u, ‖w‖; dimension. */
export function sphereDirection(operands: usize): void {
  const w = address(operands, 0);
  const u = address(operands, 1);
  const dimension = integer(operands, 3);
  let squares: f64 = 0;
  for (let i = 0; i < dimension; i++) {
    const x = <f64>load<Real>(w + i * WORD);
    squares += x * x;
  }
  const norm = sqrt<f64>(squares);
  store<f64>(address(operands, 2), norm);
  for (let i = 0; i < dimension; i++) store<f64>(u + (i << 3), <f64>load<Real>(w + i * WORD) / norm);
}

/** g = (v − ⟨v, u⟩ u)/‖w‖. Operands: v, u, ‖w‖, g; dimension. */
export function spherePullBack(operands: usize): void {
  const v = address(operands, 0);
  const u = address(operands, 1);
  const norm = load<f64>(address(operands, 2));
  const g = address(operands, 3);
  const dimension = integer(operands, 4);
  const radial = dot(v, u, dimension << 3);
  for (let i = 0; i < dimension; i++) {
    const tangential = load<f64>(v + (i << 3)) - radial * load<f64>(u + (i << 3));
    store<Real>(g + i * WORD, <Real>(tangential / norm));
  }
}

function fillNoise(v: usize, dimension: i32, deviation: f64): void {
  const size = dimension << 3;
  for (let i = 0; i < size; i += 8) store<f64>(v + i, normal() * deviation);
  summarise(0, 0);
}

/** v = σ ξ. Operands: v; dimension, σ. */
export function sphereNoise(operands: usize): void {
  fillNoise(address(operands, 0), integer(operands, 1), real(operands, 2));
}

/** v = σ √(cA) ξ with A one-sided stable. Operands: v; dimension, σ, index of A, c. */
export function sphereHeavyTailedNoise(operands: usize): void {
  const stable = max<f64>(0, oneSidedStable(real(operands, 3)));
  fillNoise(address(operands, 0), integer(operands, 1), real(operands, 2) * sqrt<f64>(real(operands, 4) * stable));
}

/** v += σ ξ. Operands: v; dimension, σ. */
export function sphereAddNoise(operands: usize): void {
  const v = address(operands, 0);
  const size = integer(operands, 1) << 3;
  const deviation = real(operands, 2);
  for (let i = 0; i < size; i += 8) store<f64>(v + i, load<f64>(v + i) + deviation * normal());
}

/** L = −κ ⟨u, e⟩. Operands: u, v; dimension, κ. */
export function vonMisesFisher(operands: usize): void {
  const u = address(operands, 0);
  const v = address(operands, 1);
  const kappa = real(operands, 3);
  memory.fill(v, 0, integer(operands, 2) << 3);
  store<f64>(v, -kappa);
  summarise(0, -kappa * load<f64>(u));
}

/** L = u₁², which is x²/(x² + y²). Operands: u, v; dimension. */
export function quadraticRatio(operands: usize): void {
  const v = address(operands, 1);
  const x = load<f64>(address(operands, 0));
  memory.fill(v, 0, integer(operands, 2) << 3);
  store<f64>(v, 2 * x);
  summarise(0, x * x);
}

/** L = h (1 − s²) + ½ t (1 − s), s = ⟨u, e⟩. Operands: u, v; dimension, h, t. */
export function twoBasins(operands: usize): void {
  const v = address(operands, 1);
  const s = load<f64>(address(operands, 0));
  const barrier = real(operands, 3);
  const tilt = real(operands, 4);
  memory.fill(v, 0, integer(operands, 2) << 3);
  store<f64>(v, -2 * barrier * s - 0.5 * tilt);
  summarise(0, barrier * (1 - s * s) + 0.5 * tilt * (1 - s));
}

/** Writes H z = z − 2⟨m, z⟩m. */
function reflect(z: usize, mirror: usize, out: usize, size: i32): void {
  const product = dot(mirror, z, size);
  for (let i = 0; i < size; i += 8) store<f64>(out + i, load<f64>(z + i) - 2 * product * load<f64>(mirror + i));
}

/**
 * L = ½ mean ⟨x, u⟩² over normal samples x of covariance H D H. Operands: u, v; standard deviations √D, mirror, u in the
 * eigenbasis, a sample; dimension, samples.
 */
export function noisyRayleighQuotient(operands: usize): void {
  const v = address(operands, 1);
  const deviations = address(operands, 2);
  const mirror = address(operands, 3);
  const inEigenbasis = address(operands, 4);
  const x = address(operands, 5);
  const size = integer(operands, 6) << 3;
  const batch = <i32>real(operands, 7);
  reflect(address(operands, 0), mirror, inEigenbasis, size);
  memory.fill(v, 0, size);
  let total: f64 = 0;
  for (let sample = 0; sample < batch; sample++) {
    let projection: f64 = 0;
    for (let i = 0; i < size; i += 8) {
      const component = load<f64>(deviations + i) * normal();
      store<f64>(x + i, component);
      projection += component * load<f64>(inEigenbasis + i);
    }
    for (let i = 0; i < size; i += 8) store<f64>(v + i, load<f64>(v + i) + projection * load<f64>(x + i));
    total += projection * projection;
  }
  for (let i = 0; i < size; i += 8) store<f64>(v + i, load<f64>(v + i) / <f64>batch);
  reflect(v, mirror, v, size);
  summarise(0, (0.5 * total) / <f64>batch);
}
