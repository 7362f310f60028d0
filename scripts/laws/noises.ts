import { alphaStable, exponential, normal, type Stream } from '../../src/index.ts';
import type { Noise } from './mean-field-engine.ts';

const normalBlock: Noise = { block: (source) => 0.05 * normal(source) };
const often = (source: Stream, share: number): boolean => source.uniform() < share;

/** A run that has not reached its limit: ln ρ is off by 5 %, to either side by arm, and comes closer by e in so many 1/κ. */
const transient = (time: number): Noise => ({
  ...normalBlock,
  drift: (initialisation) => {
    const side = /first|above|arm 0|start/.test(initialisation) ? 1 : -1;
    return (clock) => side * 0.05 * Math.exp(-clock / time);
  },
});

/** Kinds of noise under which laws that are true may not be refuted. */
export const noises: Readonly<Record<string, Noise>> = {
  normal: normalBlock,
  'Student, 3 d.f.': {
    block: (source) => (0.05 * normal(source)) / Math.sqrt(2 * exponential(source) + normal(source) ** 2),
  },
  '1.5-stable': { block: (source) => 0.01 * alphaStable(source, 1.5) },
  '1.2-stable': { block: (source) => 0.005 * alphaStable(source, 1.2) },
  'blocks of AR(0.99)': {
    series(source, n) {
      let x = 0.03 * normal(source);
      return Array.from({ length: n }, () => (x = 0.99 * x + 0.03 * Math.sqrt(1 - 0.99 ** 2) * normal(source)));
    },
  },
  'jumps by one nat, 1 in 500': { ...normalBlock, replica: (source) => ({ offset: often(source, 1 / 500) ? 1 : 0 }) },
  'jumps by one nat, 1 in 50': { ...normalBlock, replica: (source) => ({ offset: often(source, 1 / 50) ? 1 : 0 }) },
  'NaN, 1 in 50': { ...normalBlock, replica: (source) => ({ diverges: often(source, 1 / 50) }) },
  'NaN, 1 in 5': { ...normalBlock, replica: (source) => ({ diverges: often(source, 1 / 5) }) },
  'a transient of 40/κ': transient(40),
  'a transient of 200/κ': transient(200),
  'a quarter of the units dead': { ...normalBlock, drift: () => (clock) => -0.25 * clock },
};
