import { elementwise, type Elementwise } from '../elementwise.ts';
import { together } from '../scales.ts';
import type { Layer } from './layer.ts';

/** The rectifier: max(x, 0). */
export const relu: Layer & Elementwise = elementwise({
  name: 'relu',
  formula: 'y = max(x, 0)',
  scale: together,
  value: (x) => (x > 0 ? x : 0),
  derivative: (x) => (x > 0 ? 1 : 0),
});
