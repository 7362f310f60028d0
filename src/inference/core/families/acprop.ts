import type { Family } from './family.ts';

/** The gradient over the root of the centred second moment of the step before. */
export const acprop: Family = {
  rank: 34,
  name: 'acprop',
  source: 'Zhuang et al. 2021, algorithm 2',
  coefficients: 'both',
  corrected: true,
  parts: (beta1, beta2) => ({
    beta1,
    beta2,
    square: (x, m) => (x - m) * (x - m),
    secondBefore: true,
    rawFirst: true,
    direction: ({ x }) => x,
  }),
};
