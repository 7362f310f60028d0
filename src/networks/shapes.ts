import { size } from '../arithmetic/tensor.ts';
import type { Shape } from './layers/layer.ts';

/** The last extent: numbers that are treated alike share their channel. */
export function channelsOf(shape: Shape): number {
  return shape[shape.length - 1];
}

/** How many numbers of a row share a channel: 1 for [units], height·width for pictures. */
export function positionsOf(shape: Shape): number {
  return size(shape) / channelsOf(shape);
}

/** How many products each output of an array of weights is a sum of: all extents but the last. */
export function fanIn(shape: Shape): number {
  return size(shape) / channelsOf(shape);
}
