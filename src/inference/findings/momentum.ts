import type { Finder } from './finder.ts';

/** The learning rate on the other side of the momentum buffer than is claimed. */
export const momentum: Finder = ({ contract, response }) => {
  if (contract.momentum === undefined || response.momentum === undefined || response.momentum === contract.momentum) return {};
  const inside = response.momentum === 'rate-inside';
  const [is, claimed] = inside ? ['inside', 'outside'] : ['outside', 'inside'];
  return {
    momentum: {
      cause: inside ? 'rate-inside-momentum' : 'rate-outside-momentum',
      sentence: `the learning rate acts ${is} the momentum buffer, where the contract says ${claimed}`,
    },
  };
};
