import type { Conjecture } from './conjectures/conjecture.ts';
import { essentialOf, isInside, type Counterexample } from './counterexample.ts';
import { examineAnew, levelOf } from './examine-anew.ts';
import { examination } from './examination.ts';
import { Interrupted } from './interrupted.ts';
import { runIsland, type IslandOptions } from './island.ts';
import type { IslandReport } from './island-report.ts';
import { contains } from './known.ts';
import type { Fixed } from './scene.ts';
import type { SurveySummary } from './survey.ts';
import { summariseSurvey } from './survey.ts';
import type { Space } from './space/space.ts';
import type { Evaluate } from './task.ts';

/** What a campaign is told besides its islands. */
export interface CampaignOptions extends Omit<IslandOptions, 'index' | 'known' | 'evaluate' | 'budget'> {
  /** The islands that are run here. */
  readonly islands: readonly number[];
  /** Computes the tasks of an island. */
  evaluatorOf(island: number | 'corpus'): Evaluate;
  budgetOf(island: number): IslandOptions['budget'];
  readonly corpus: readonly Counterexample[];
}

/** What came of one that was kept before. */
export interface Reused {
  readonly slug: string;
  readonly verdict: string;
}

/** What a campaign came to: plain data, and a function of the results of its tasks. */
export interface CampaignReport {
  readonly conjecture: string;
  readonly seed: number;
  readonly alpha: number;
  /** `refuted`: certified inside the claimed domain. */
  readonly verdict: 'refuted' | 'outside' | 'survived';
  readonly reused: readonly Reused[];
  readonly found: readonly Counterexample[];
  readonly survey: SurveySummary;
  readonly islands: readonly Omit<IslandReport, 'found' | 'surveyed'>[];
  readonly tried: number;
  readonly steps: number;
}

/** Runs a campaign: what is kept first, then the islands; two counterexamples with the same essential ingredients are one. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const { conjecture, space, fixed, corpus, islands, evaluatorOf, budgetOf, seed, alpha } = options;
  const own = corpus.filter((each) => each.conjecture === conjecture.id);
  const { reused, known, inside } = await reuse(conjecture, fixed, own, evaluatorOf('corpus'));
  const reports = await Promise.all(
    islands.map((index) => runIsland({ ...options, index, known, evaluate: evaluatorOf(index), budget: budgetOf(index) })),
  );
  return reportOf({ conjecture, space, seed, alpha, reused, known, inside, reports });
}

async function reuse(
  conjecture: Conjecture,
  fixed: Fixed,
  corpus: readonly Counterexample[],
  evaluate: Evaluate,
): Promise<{ reused: Reused[]; known: Counterexample[]; inside: boolean }> {
  const exam = examination(evaluate, 'corpus', fixed);
  const reused: Reused[] = [];
  const known: Counterexample[] = [];
  let inside = false;
  for (const each of corpus) {
    try {
      const result = await exam.decide(each.setting, each.slug, { alpha: levelOf(each) });
      const examined = await examineAnew(conjecture, fixed, exam, each, result);
      reused.push({ slug: each.slug, verdict: result.verdict });
      if (result.verdict === 'refuted') known.push(each);
      inside ||= examined.inside;
    } catch (thrown) {
      if (!(thrown instanceof Interrupted)) throw thrown;
      break;
    }
  }
  return { reused, known, inside };
}

interface Reported {
  readonly conjecture: Conjecture;
  readonly space: Space;
  readonly seed: number;
  readonly alpha: number;
  readonly reused: readonly Reused[];
  readonly known: readonly Counterexample[];
  /** Whether one of them counts against the conjecture. */
  readonly inside: boolean;
  readonly reports: readonly IslandReport[];
}

function reportOf({ conjecture, space, seed, alpha, reused, known, inside: before, reports }: Reported): CampaignReport {
  const found: Counterexample[] = [];
  for (const each of reports.flatMap((report) => report.found))
    if (!found.some((other) => isSame(space, each, other))) found.push(each);
  const inside = before || found.some((each) => isInside(each, conjecture.lasting));
  const unexplained = reports.some((report) => report.unexplained.some(({ kind }) => kind === 'uncertified'));
  return {
    conjecture: conjecture.id,
    seed,
    alpha,
    verdict: inside ? 'refuted' : known.length > 0 || found.length > 0 || unexplained ? 'outside' : 'survived',
    reused,
    found,
    survey: summariseSurvey(
      space,
      reports.flatMap(({ surveyed }) => surveyed),
    ),
    islands: reports.map(({ index, unexplained, finds, tried, generations, steps, byProposer, exits }) => ({
      index,
      unexplained,
      finds,
      tried,
      generations,
      steps,
      byProposer,
      exits,
    })),
    tried: reports.reduce((sum, { tried }) => sum + tried, 0),
    steps: reports.reduce((sum, { steps }) => sum + steps, 0),
  };
}

/** Whether two have the same essential ingredients, and last or fade alike. */
function isSame(space: Space, one: Counterexample, other: Counterexample): boolean {
  const [first, second] = [essentialOf(one), essentialOf(other)];
  return (
    one.persistence.kind === other.persistence.kind &&
    first.length === second.length &&
    (first.length === 0 || (contains(space, one.setting, second) && contains(space, other.setting, first)))
  );
}
