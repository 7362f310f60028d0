import { elementwise, type Elementwise } from '../elementwise.ts';
import { together } from '../scales.ts';
import type { Layer } from './layer.ts';

/** Slope left of 0. */
const LEAK = 0.01;

/** The leaky rectifier: x, or x/100 left of 0. */
export const leakyRelu: Layer & Elementwise = elementwise({
  name: 'leaky-relu',
  formula: 'y = max(x, x/100)',
  scale: together,
  value: (x) => (x > 0 ? x : LEAK * x),
  derivative: (x) => (x > 0 ? 1 : LEAK),
});
