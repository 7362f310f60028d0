import { isVector } from '../is-vector.ts';
import type { DecayDesign } from './decay-design.ts';

/** The step goes along g + λw, at a length that λ enters as well: a ratio of norms, or a rate that the rule estimates. */
export const alongGradient: DecayDesign = {
  source: 'You et al. 2017, LARS: ‖w‖/(‖g‖ + λ‖w‖) times g + λw; Ivgi et al. 2023, DoG',
  rank: 5,
  *propose({ base }) {
    if (base.kind !== 'coupled') return;
    const sentence = 'λw is added to the gradient, and the length of the step follows norms or a rate that the rule measures';
    for (const exempt of [undefined, isVector]) {
      const but = exempt === undefined ? '' : '; tensors of fewer than two dimensions are left out';
      yield {
        hypothesis: { ...base, free: 'length', ...(exempt && { exempt }) },
        cause: 'decay-skipped-in-projection',
        sentence: sentence + but,
      };
    }
  },
};
