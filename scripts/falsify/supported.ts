import type { Conjecture, Hypothesis } from '../../src/index.ts';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';

/**
 * Narrow deep networks have several basins, which large batches keep a run in: `equilibrium/objective-depth-2_objective-batch-64…` of the
 * corpus is of 8 units a layer, and gone at 32. Where minimisers are connected (wide networks: Nguyen 2019, Kuditipudi et al. 2019),
 * there is one.
 */
const WIDE = 16;
const oneBasin: Hypothesis = {
  name: 'one basin',
  fields: ['objective.depth'],
  breach: ({ objective: { depth, width } }) =>
    depth > 1 && width < WIDE ? `${depth} hidden layers of ${width} units have several basins` : undefined,
};

/** Networks under batch normalisation, plain steps included, with every rule and history: what theory supports. */
export const supported: Conjecture = {
  ...equilibrium,
  id: 'supported',
  fields: equilibrium.fields.filter(
    ({ path }) =>
      !/^objective\.(family|normaliser|epsilon|gain|bias|topLayer|dimension|drift|barrier|tilt|noise|tail)$/.test(path) &&
      !/^optimizer\.(epsilon|clip)$/.test(path) &&
      path !== 'horizon',
  ),
  hypotheses: [oneBasin, ...equilibrium.hypotheses],
};

/** True whatever is drawn: the second history is the first, with other streams. */
export const nothing: Conjecture = {
  ...equilibrium,
  id: 'nothing',
  async stateOf(...given) {
    const { claim, steps } = await equilibrium.stateOf(...given);
    return {
      claim: {
        ...claim,
        arms(stretch) {
          const [first] = claim.arms(stretch);
          return [first, { ...first, initialisation: 'another' }];
        },
      },
      steps,
    };
  },
};
