import type { Arm } from '../experiments/arm.ts';
import type { Claim } from './claim.ts';

/** How many times as far equilibrium windows lie where a window was too early. */
const EXTENSION = 4;

/** The same claim of equilibrium windows that end at four times the horizon; what a law reads on the way there stays as it is. */
export function extended(claim: Claim): Claim {
  return { ...claim, arms: (stretch) => claim.arms(stretch).map(late) };
}

/** Whether a claim has windows that are taken for equilibrium. */
export function claimsEquilibrium(claim: Claim): boolean {
  return claim.steady.length > 0 && claim.arms(1).some(({ equilibrium }) => equilibrium !== undefined);
}

/** How many halves of a window pass until the later one. */
export function halvesUntilLater({ from, to }: Arm['windows'][number]): number {
  return ((EXTENSION - 1) * to) / ((to - from + 1) / 2);
}

function late(arm: Arm): Arm {
  const { equilibrium } = arm;
  if (equilibrium === undefined) return arm;
  const windows = arm.windows.map(({ from, to }, i) => {
    const wait = i === equilibrium ? (EXTENSION - 1) * to : 0;
    return { from: from + wait, to: to + wait };
  });
  return { ...arm, windows };
}
