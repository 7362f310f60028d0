import type { Claim } from './claim.ts';

/** Work done for a verdict. */
export interface Work {
  readonly configurations: number;
  readonly replicas: number;
  readonly steps: number;
}

/** Counts work as it is done. */
export interface Ledger {
  /** @param replicas of each arm of the claim */
  spend(claim: Claim, replicas: number, steps: number): void;
  draw(configurations: number): void;
  readonly work: Work;
}

export function ledger(): Ledger {
  let work: Work = { configurations: 0, replicas: 0, steps: 0 };
  return {
    spend(claim, replicas, steps) {
      work = { ...work, replicas: work.replicas + claim.arms(1).length * replicas, steps: work.steps + steps };
    },
    draw(configurations) {
      work = { ...work, configurations: work.configurations + configurations };
    },
    get work() {
      return work;
    },
  };
}
