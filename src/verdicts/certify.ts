import { median } from '../statistics/descriptive.ts';
import { conditionProblem } from './conditions.ts';
import type { Claim, Trial } from './claim.ts';
import { decide, verdictOf, type Decision } from './decide.ts';
import { claimsEquilibrium, extended } from './extended.ts';
import type { Bounds, Quantity } from './quantity.ts';
import { sizeInWords } from './size-in-words.ts';
import type { Ledger } from './work.ts';

/** Share by which a difference has to shrink to count as a transient, and clear of this many standard errors. */
const [FADES, CLEARLY] = [0.05, 3];

/**
 * Tests a configuration once more, on streams of its own: windows lie at four times the horizon, or are twice as long where a claim
 * is not about equilibrium. What is printed comes from here only.
 *
 * @param before what refuted it at the usual horizon; what fades from there to here is a transient and no refutation
 */
export async function certify(
  trial: Trial,
  ensembles: string,
  claim: Claim,
  bounds: Bounds,
  ledger: Ledger,
  before?: Decision,
): Promise<Decision> {
  const late = claimsEquilibrium(claim);
  const certified = late ? extended(claim) : claim;
  const measured = (name: string): Measured => claim.quantities.find((quantity) => quantity.name === name) ?? { name };
  const refuting = late && claim.claims === 'equal' && before !== undefined ? refutedIn(before) : [];
  // What fades is undecided, whatever more replicas of the same horizon would say.
  const futile = (run: Pick<Decision, 'valuesOf'>): string | undefined => {
    const reasons = refuting.map((name) => fading(measured(name), before!, run));
    return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
  };
  const options = { alpha: trial.alpha, stretch: late ? 1 : 2, bounds, futile };
  const decision = await decide(trial, `${ensembles}/certify`, certified, options);
  ledger.spend(claim, decision.replicas, decision.steps);
  if (verdictOf(decision) !== 'refuted') return decision;
  const transient = refuting.length === 0 ? [] : refutedIn(decision).map((name) => fading(measured(name), before!, decision));
  const problem =
    transient.find((reason) => reason !== undefined) ??
    (await conditionProblem(trial, `${ensembles}/certify`, certified, decision));
  return problem === undefined ? decision : { ...decision, problem };
}

/** What values are of, by name. */
type Measured = Pick<Quantity, 'name' | 'unit'>;

function refutedIn({ quantities }: Decision): string[] {
  return quantities.filter(({ verdict }) => verdict === 'refuted').map(({ metric }) => metric);
}

/** Why a difference is on its way to none, if so. */
function fading(
  { name: metric, unit }: Measured,
  before: Pick<Decision, 'valuesOf'>,
  after: Pick<Decision, 'valuesOf'>,
): string | undefined {
  const [earlier, later] = [before.valuesOf(metric), after.valuesOf(metric)];
  if (earlier.length < 2 || someStay(earlier, later)) return undefined;
  const [early, late] = [moments(earlier), moments(later)];
  const shrunk = Math.abs(early.mean) - Math.sign(early.mean) * late.mean;
  const by = ({ mean }: typeof early): string => sizeInWords({ unclipped: mean, ...(unit !== undefined && { unit }) });
  return shrunk > FADES * Math.abs(early.mean) && shrunk > CLEARLY * Math.sqrt(early.error ** 2 + late.error ** 2)
    ? `${metric} is off by ${by(early)} at the usual horizon and by ${by(late)} at four times as many steps: a transient that lasts longer than the window`
    : undefined;
}

/** Share of replicas that have not moved, far from the mean of all. */
const [STAYING, FAR] = [0.1, 3];

/**
 * Whether a difference is one of sides that some replicas have changed and others not, as across a barrier: what fades towards a
 * common limit fades in all of them.
 */
function someStay(before: readonly number[], after: readonly number[]): boolean {
  const [early, late] = [before, after].map((values) => values.filter(Number.isFinite));
  if (early.length === 0 || late.length === 0) return false;
  const centre = median(early);
  const noise = 1.4826 * median(early.map((value) => Math.abs(value - centre)));
  const sign = Math.sign(centre);
  const staying = late.filter((value) => sign * value >= sign * centre - noise).length;
  return Math.abs(centre) - sign * moments(late).mean > FAR * noise && staying >= STAYING * late.length;
}

function moments(values: readonly number[]): { mean: number; error: number } {
  const finite = values.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const square = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(square / (finite.length * Math.max(1, finite.length - 1))) };
}
