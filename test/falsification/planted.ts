import type { Conjecture } from '../../src/falsification/conjectures/conjecture.ts';
import { equilibrium } from '../../src/falsification/conjectures/equilibrium.ts';
import { logWeightNorm } from '../../src/metrics/log-weight-norm.ts';
import type { Claim } from '../../src/verdicts/claim.ts';

/** Equilibrium on spheres, which are cheap, with the claim made of it by a change. */
function planted(id: string, change: (claim: Claim) => Claim): Conjecture {
  return {
    ...equilibrium,
    id,
    fields: equilibrium.fields.filter(({ path }) => !/^(objective|optimizer)\./.test(path)),
    stateOf: async (engine, setting, fixed) => {
      const { claim, steps } = await equilibrium.stateOf(engine, setting, fixed);
      return { claim: change(claim), steps };
    },
  };
}

/** True by construction: the second history is the first, with other streams. */
export const null_: Conjecture = planted('null', (claim) => ({
  ...claim,
  arms: (stretch) => {
    const [first] = claim.arms(stretch);
    return [first, { ...first, initialisation: 'another' }];
  },
}));

/** Plainly false: norms depend on η/λ. */
export const norms: Conjecture = planted('norms', (claim) => ({
  ...claim,
  metrics: [logWeightNorm],
  quantities: [{ name: 'norm', value: ([a, b]) => b.mean(logWeightNorm, 0) - a.mean(logWeightNorm, 0), tolerance: 0.015 }],
  alike: [],
}));
