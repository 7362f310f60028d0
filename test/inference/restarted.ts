import { copyState } from '../../src/optimizers/copy-state.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** When a rule starts anew, and by what its rate is multiplied at its own step, or at that of the run. */
export interface Restarted {
  readonly every: number;
  readonly factorOf: (own: number, step: number) => number;
}

interface State {
  inner: unknown;
  own: number;
}

/** A rule whose state is made anew every so many steps. */
export function restarted(rule: Optimizer, { every, factorOf }: Restarted): Optimizer {
  const { contract: { symmetry } = {} } = rule;
  return {
    ...rule,
    ...(symmetry !== undefined && { contract: { symmetry } }),
    init: (given): State => ({ inner: rule.init(given), own: 0 }),
    copyState: (state) => ({ ...(state as State), inner: copyState(rule, (state as State).inner) }),
    update({ state: given, ...step }) {
      const state = given as State;
      if (state.own === every) Object.assign(state, { inner: rule.init(step), own: 0 });
      state.own += 1;
      const learningRate = step.learningRate * factorOf(state.own, step.step);
      rule.update({ ...step, learningRate, step: state.own, state: state.inner });
    },
  };
}
