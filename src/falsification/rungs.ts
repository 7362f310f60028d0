import type { Examination } from './examination.ts';
import { cheapestOpen, isOpen, ranked, type Proposal } from './proposal.ts';
import type { Setting } from './setting.ts';
import { reachOf, scoreOf } from './task.ts';

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

/** What a generation is looked at with. */
export interface Climb {
  /** Whether only what lasts counts: an effect that is gone with more time is looked at again at its own. */
  readonly lasting: boolean;
  readonly exam: Examination;
  /** What is not looked at any more. */
  isAvoided(setting: Setting): boolean;
  /** Told what each look costs, in replica-steps of the plain setting. */
  spend(proposal: Proposal, cost: number): void;
}

/**
 * Three rungs, on each of which fewer settings get more replicas and time. What is good enough for the next rung and finds no place there
 * waits for one, so that nothing is lost by being in one generation with what is better.
 */
export class Ladder {
  readonly #waiting: (readonly Proposal[])[] = rungs.map(() => []);

  /** Looks at the settings of a generation, and at those that have waited. */
  async climb(drawn: readonly Proposal[], climb: Climb): Promise<Climbed> {
    const { lasting } = climb;
    const firsts = await look(
      drawn.filter(({ rung }) => rung === 0),
      0,
      SHORT,
      climb,
    );
    const promising = [...drawn.filter(({ rung }) => rung === 1), ...this.#promoted(0, firsts, climb)];
    const seconds = await look(promising, 1, 1, climb);
    const good = this.#promoted(1, seconds, climb);
    const lasts = suspectsOf(await look(good, 2, lasting ? LONG : 1, climb));
    const gone = good.filter(({ setting }) => !lasts.some((each) => each.setting === setting));
    const early = lasting ? suspectsOf(await look(gone, 2, 1, climb)) : [];
    return { seconds, suspects: [...lasts, ...early] };
  }

  /** Those that go on from a rung: the best, and one that is too noisy to tell. The others wait. */
  #promoted(level: number, looked: readonly Proposal[], { isAvoided }: Climb): readonly Proposal[] {
    const { least, most } = rungs[level];
    const all = [...this.#waiting[level].filter(({ setting }) => !isAvoided(setting)), ...looked];
    const best = ranked(all.filter(({ score }) => score >= least)).slice(0, most);
    const rest = all.filter((each) => !best.includes(each));
    // Of two replicas at half of the horizon nothing can be told.
    const open = level === 0 ? undefined : cheapestOpen(rest);
    this.#waiting[level] = rest.filter((each) => each !== open && (each.score >= least || (level > 0 && isOpen(each))));
    return open === undefined ? best : [...best, open];
  }
}

function look(proposals: readonly Proposal[], level: number, horizon: number, climb: Climb): Promise<Proposal[]> {
  const { replicas, clear } = rungs[level];
  return Promise.all(
    proposals.map(async (proposal): Promise<Proposal> => {
      const { setting } = proposal;
      const result = await climb.exam.screen({ ...setting, horizon: horizon * setting.horizon }, `rung ${level}`, replicas);
      const cost = result.steps * climb.exam.stepCost(setting);
      climb.spend(proposal, cost);
      return { ...proposal, score: scoreOf(result, clear), reach: reachOf(result), cost };
    }),
  );
}

function suspectsOf(looked: readonly Proposal[]): readonly Proposal[] {
  const { least, most } = rungs[2];
  return ranked(looked.filter(({ score }) => score >= least)).slice(0, most);
}
