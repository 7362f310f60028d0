import { expm1 } from '../../arithmetic/elementary.ts';
import type { DecayDesign } from './decay-design.ts';

/** The flow of the decay over a whole step: weights are multiplied by e^(−ηλ), which is 1 − ηλ to first order. */
export const exponential: DecayDesign = {
  source: 'Hanson & Pratt 1988, section 2: exponential decay of weights; the exact flow of dw/dt = −λw over a time η',
  rank: 1.5,
  *propose({ base }) {
    if (base.kind === 'coupled' || base.order === 'proximal') return;
    const independent = base.kind === 'independent';
    yield {
      hypothesis: {
        ...base,
        strength: ({ learningRate, weightDecay }) => {
          const share = (independent ? 1 : learningRate) * weightDecay;
          return share === 0 ? 1 : -expm1(-share) / share;
        },
      },
      cause: 'decay-exponential',
      sentence: `weights are multiplied by e^(−${independent ? 'λ' : 'ηλ'}) a step, which is 1 − ${independent ? 'λ' : 'ηλ'} to first order only`,
    };
  },
};
