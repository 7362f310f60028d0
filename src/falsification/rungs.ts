import type { Examination } from './examination.ts';
import { above, type Proposal } from './proposal.ts';
import { stepCost } from './step-cost.ts';
import { scoreOf } from './task.ts';

/** How settings are looked at on a rung. */
interface Rung {
  readonly replicas: number;
  /** Standard errors that an effect has to stand clear of: the best of many is lucky. */
  readonly clear: number;
  /** Score from which a setting goes on, and how many do at most. */
  readonly least: number;
  readonly most: number;
}

/** Score from which a setting goes on to the second rung, and is remembered. */
export const PROMISING = 0.2;
/** Score from which it is pursued. */
const SUSPECT = 1.2;
const rungs: readonly Rung[] = [
  { replicas: 2, clear: 0.5, least: PROMISING, most: 8 },
  { replicas: 4, clear: 1, least: 0.6, most: 3 },
  { replicas: 16, clear: 2.5, least: SUSPECT, most: 3 },
];
/** The first rung has this share of the horizon, the third so many times. */
const [SHORT, LONG] = [0.5, 2];

/** What came of a generation. */
export interface Climbed {
  /** Those that had the whole horizon. */
  readonly seconds: readonly Proposal[];
  /** Those that are worth a test. */
  readonly suspects: readonly Proposal[];
}

/**
 * Looks at settings on three rungs, on each of which fewer get more replicas and time.
 *
 * @param lasting whether only what lasts counts: an effect that is gone with more time is looked at again at its own
 * @param spend told what each look costs, in replica-steps of the plain setting
 */
export async function climb(
  drawn: readonly Proposal[],
  lasting: boolean,
  exam: Examination,
  spend: (proposal: Proposal, cost: number) => void,
): Promise<Climbed> {
  const look = async (proposal: Proposal, level: number, horizon: number): Promise<Proposal> => {
    const { setting } = proposal;
    const { replicas, clear } = rungs[level];
    const result = await exam.screen({ ...setting, horizon: horizon * setting.horizon }, `rung ${level}`, replicas);
    const cost = result.steps * stepCost(setting);
    spend(proposal, cost);
    return { ...proposal, score: scoreOf(result, clear), cost };
  };
  const rung = async (proposals: readonly Proposal[], level: number, horizon: number): Promise<[Proposal[], Proposal[]]> => {
    const looked = await Promise.all(proposals.map((proposal) => look(proposal, level, horizon)));
    return [looked, above(looked, rungs[level].least, rungs[level].most)];
  };
  const [, promising] = await rung(drawn, 0, SHORT);
  const [seconds, good] = await rung(promising, 1, 1);
  const [, lasts] = await rung(good, 2, lasting ? LONG : 1);
  const gone = good.filter(({ setting }) => !lasts.some((each) => each.setting === setting));
  const [, early] = lasting ? await rung(gone, 2, 1) : [[], []];
  return { seconds, suspects: [...lasts, ...early] };
}
