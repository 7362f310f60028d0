import type { Conjecture } from './conjectures/conjecture.ts';
import { dice } from './dice.ts';
import { broughtInside } from './domain.ts';
import { avoiding } from './known.ts';
import type { Portfolio } from './portfolio.ts';
import type { Proposal } from './proposal.ts';
import type { Past } from './proposers/proposer.ts';
import type { Fixed } from './scene.ts';
import type { Setting } from './setting.ts';
import { afforded } from './step-cost.ts';
import type { Ingredient } from './space/space.ts';

/** Settings of a generation. */
const GENERATION = 24;
/** Cheap settings first: what a step may cost at most, in steps of the plain setting, and the generations after which it is twice that. */
const [AFFORDED, DOUBLED] = [8, 8];

/** What settings are drawn from. */
export interface Drawing {
  readonly seed: number;
  readonly index: number;
  readonly generation: number;
  readonly conjecture: Conjecture;
  readonly fixed: Fixed;
  readonly portfolio: Portfolio;
  readonly past: Past;
  /** What is known, or leads nowhere: no setting contains it. */
  readonly avoided: readonly (readonly Ingredient[])[];
}

/**
 * The settings of a generation: none that was tried before, is dear for its time or contains what is avoided, every other one inside the
 * claimed domain unless it is screened.
 *
 * @param mark told of each setting, which is seen from then on
 */
export function drawSettings(drawing: Drawing, mark: (setting: Setting) => void): Proposal[] {
  const { seed, index, generation, conjecture, fixed, portfolio, past, avoided } = drawing;
  const { space } = past;
  const drawn: Proposal[] = [];
  for (let slot = 0; slot < GENERATION; slot++) {
    const chance = dice(seed, index, generation, slot);
    const proposal = portfolio.draw(past, chance);
    if (proposal === undefined) return drawn;
    const { proposer } = proposal;
    const screened = portfolio.screens(proposer);
    // The plain setting first: what fails there needs no ingredient.
    const first = generation === 0 && slot === 0;
    const proposed = first ? space.plain : space.settled(proposal.setting);
    const inside = screened || slot % 2 === 0 ? proposed : broughtInside(conjecture, space, proposed, fixed);
    const setting = avoiding(space, afforded(space, inside, AFFORDED * 2 ** (generation / DOUBLED)), avoided, chance);
    const isNew = !past.seen(setting);
    // What is screened is struck off its list, whatever has become of it.
    if (screened && setting !== proposed) mark(proposed);
    if (!isNew) continue;
    mark(setting);
    portfolio.propose(proposer);
    drawn.push({ setting, score: 0, reach: 0, cost: 0, proposer, rung: screened ? 1 : 0 });
  }
  return drawn;
}
