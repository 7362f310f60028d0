import { erf, exp, gaussianFloat32, normalDistributionFloat32, tanh, tanhFloat32 } from '../../elementary';
import { address, integer } from '../../instruction';
import { WORD, add, multiply, splat } from '../../vector';

const LEAK: Real = 0.01;
const INVERSE_SQRT_2: f64 = 0.7071067811865476;
const INVERSE_SQRT_2_PI: f64 = 0.3989422804014327;

// Operands forward: x, y; count. Backward: ∂y, x, y, ∂x; count. Whole vectors are processed: buffers end with room for more.

export function reluForward(operands: usize): void {
  const x = address(operands, 0);
  const y = address(operands, 1);
  const size = integer(operands, 2) * WORD;
  const zero = splat(0);
  for (let i = 0; i < size; i += 32) {
    const left = v128.load(x + i);
    const right = v128.load(x + i, 16);
    v128.store(y + i, v128.and(left, v128.gt<Real>(left, zero)));
    v128.store(y + i, v128.and(right, v128.gt<Real>(right, zero)), 16);
  }
}

export function reluBackward(operands: usize): void {
  const outputGradient = address(operands, 0);
  const x = address(operands, 1);
  const inputGradient = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const zero = splat(0);
  for (let i = 0; i < size; i += 32) {
    const left = v128.gt<Real>(v128.load(x + i), zero);
    const right = v128.gt<Real>(v128.load(x + i, 16), zero);
    v128.store(inputGradient + i, v128.and(v128.load(outputGradient + i), left));
    v128.store(inputGradient + i, v128.and(v128.load(outputGradient + i, 16), right), 16);
  }
}

export function leakyReluForward(operands: usize): void {
  const x = address(operands, 0);
  const y = address(operands, 1);
  const size = integer(operands, 2) * WORD;
  const zero = splat(0);
  const leak = splat(LEAK);
  for (let i = 0; i < size; i += 16) {
    const value = v128.load(x + i);
    v128.store(y + i, v128.bitselect(value, multiply(leak, value), v128.gt<Real>(value, zero)));
  }
}

export function leakyReluBackward(operands: usize): void {
  const outputGradient = address(operands, 0);
  const x = address(operands, 1);
  const inputGradient = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const zero = splat(0);
  const leak = splat(LEAK);
  for (let i = 0; i < size; i += 16) {
    const gradient = v128.load(outputGradient + i);
    const positive = v128.gt<Real>(v128.load(x + i), zero);
    v128.store(inputGradient + i, v128.bitselect(gradient, multiply(leak, gradient), positive));
  }
}

export function tanhForward(operands: usize): void {
  const x = address(operands, 0);
  const y = address(operands, 1);
  const size = integer(operands, 2) * WORD;
  if (sizeof<Real>() == 4) {
    for (let i = 0; i < size; i += 16) v128.store(y + i, tanhFloat32(v128.load(x + i)));
  } else {
    for (let i = 0; i < size; i += WORD) store<Real>(y + i, <Real>tanh(<f64>load<Real>(x + i)));
  }
}

export function tanhBackward(operands: usize): void {
  const outputGradient = address(operands, 0);
  const y = address(operands, 2);
  const inputGradient = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  const one = splat(1);
  for (let i = 0; i < size; i += 16) {
    const value = v128.load(y + i);
    const slope = v128.sub<Real>(one, multiply(value, value));
    v128.store(inputGradient + i, multiply(v128.load(outputGradient + i), slope));
  }
}

function normalDistribution(x: f64): f64 {
  return 0.5 * (1 + erf(x * INVERSE_SQRT_2));
}

export function geluForward(operands: usize): void {
  const x = address(operands, 0);
  const y = address(operands, 1);
  const size = integer(operands, 2) * WORD;
  if (sizeof<Real>() == 4) {
    for (let i = 0; i < size; i += 16) {
      const value = v128.load(x + i);
      v128.store(y + i, multiply(value, normalDistributionFloat32(value, gaussianFloat32(value))));
    }
    return;
  }
  for (let i = 0; i < size; i += WORD) {
    const value = <f64>load<Real>(x + i);
    store<Real>(y + i, <Real>(value * normalDistribution(value)));
  }
}

export function geluBackward(operands: usize): void {
  const outputGradient = address(operands, 0);
  const x = address(operands, 1);
  const inputGradient = address(operands, 3);
  const size = integer(operands, 4) * WORD;
  if (sizeof<Real>() == 4) {
    const height = splat(<Real>INVERSE_SQRT_2_PI);
    for (let i = 0; i < size; i += 16) {
      const value = v128.load(x + i);
      const gaussian = gaussianFloat32(value);
      const slope = add(normalDistributionFloat32(value, gaussian), multiply(multiply(value, height), gaussian));
      v128.store(inputGradient + i, multiply(v128.load(outputGradient + i), slope));
    }
    return;
  }
  for (let i = 0; i < size; i += WORD) {
    const value = <f64>load<Real>(x + i);
    const slope = normalDistribution(value) + value * INVERSE_SQRT_2_PI * exp(-0.5 * value * value);
    store<Real>(inputGradient + i, <Real>(<f64>load<Real>(outputGradient + i) * slope));
  }
}
