import { tanh as hyperbolicTangent } from '../../arithmetic/elementary.ts';
import { elementwise, type Elementwise } from '../elementwise.ts';
import { unscaled } from '../scales.ts';
import type { Layer } from './layer.ts';

/** The hyperbolic tangent. */
export const tanh: Layer & Elementwise = elementwise({
  name: 'tanh',
  formula: 'y = tanh x',
  scale: unscaled,
  value: hyperbolicTangent,
  derivative: (_x, y) => 1 - y * y,
});
