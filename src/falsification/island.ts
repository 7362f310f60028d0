import type { Conjecture } from './conjectures/conjecture.ts';
import { essentialOf, type Counterexample } from './counterexample.ts';
import { dice } from './dice.ts';
import { breaches, broughtInside } from './domain.ts';
import { examination, type Examination } from './examination.ts';
import { Interrupted } from './interrupted.ts';
import type { Budget } from './budget.ts';
import type { IslandEvent, IslandReport, Unexplained } from './island-report.ts';
import { avoiding } from './known.ts';
import { above, type Proposal } from './proposal.ts';
import { Portfolio } from './portfolio.ts';
import type { Candidate, Past, Proposer } from './proposers/proposer.ts';
import { pursue } from './pursue.ts';
import type { Fixed } from './scene.ts';
import { valueOf } from './space/field.ts';
import type { Space } from './space/space.ts';
import { surveySetting, type SurveyedSetting } from './survey.ts';
import { scoreOf, type Evaluate } from './task.ts';

/** Settings of a generation, and how many of them go on to the second and third rung. */
const [GENERATION, SECOND, THIRD] = [24, 8, 3];
/** Replicas on the rungs, and standard errors that an effect has to stand clear of: the best of many is lucky. */
const REPLICAS = [2, 4, 16];
const CLEAR = [0.5, 1, 2.5];
/** The first rung has this share of the horizon, the third so many times. */
const [SHORT, LONG] = [0.25, 2];
/** Scores from which a setting goes on to the second rung, to the third, and is pursued. */
const [PROMISING, GOOD, SUSPECT] = [0.2, 0.6, 1.2];
/** Settings that are remembered. */
const BEST = 16;
/** Generations that are only drawn, before the best are changed. */
const DRAWN = 2;
/** Settings that are surveyed between two looks at the budget. */
const SURVEYED = 8;

/** What an island is told. */
export interface IslandOptions {
  readonly seed: number;
  readonly index: number;
  readonly alpha: number;
  readonly conjecture: Conjecture;
  readonly space: Space;
  readonly fixed: Fixed;
  readonly references: Counterexample['fixed'];
  readonly version: string;
  readonly evaluate: Evaluate;
  /** What is known and still fails: it is not searched again. */
  readonly known: readonly Counterexample[];
  readonly proposers: readonly Proposer[];
  readonly budget: Budget;
  readonly observe?: (event: IslandEvent) => void;
}

/**
 * One island of a campaign: generation by generation it proposes settings, looks at them on three rungs, and pursues the best; then it
 * surveys. A function of its options and of what `evaluate` returns.
 */
export async function runIsland(options: IslandOptions): Promise<IslandReport> {
  const island = new Island(options);
  try {
    await island.search();
    await island.survey();
  } catch (thrown) {
    if (!(thrown instanceof Interrupted)) throw thrown;
    island.exit(thrown.message);
  }
  return island.report();
}

class Island {
  readonly #options: IslandOptions;
  readonly #portfolio: Portfolio;
  readonly #exam: Examination;
  readonly #exams: Examination[] = [];
  readonly #found: Counterexample[] = [];
  readonly #unexplained: Unexplained[] = [];
  readonly #finds: { slug: string; steps: number; tried: number }[] = [];
  readonly #surveyed: SurveyedSetting[] = [];
  readonly #seen = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #exits: Record<string, string> = {};
  #best: Candidate[] = [];
  #generation = 0;
  #tried = 0;
  #pursued = 0;
  #phase = 'generate';

  constructor(options: IslandOptions) {
    this.#options = options;
    this.#portfolio = new Portfolio(options.proposers);
    this.#exam = this.#examination('search');
  }

  async search(): Promise<void> {
    const { budget, space } = this.#options;
    while (budget.searches(this.#steps)) {
      if (this.#found.some(({ setting }) => space.ingredients(setting).length === 0)) {
        this.#exits[this.#phase] = 'the plain setting fails, and with it all others';
        return;
      }
      if (this.#generation === DRAWN) {
        this.#exits.generate = `${DRAWN} generations were drawn`;
        this.#phase = 'target';
      }
      await this.#advance();
    }
    this.#exits[this.#phase] = 'its share of the budget is used';
  }

  async survey(): Promise<void> {
    const { conjecture, space, fixed, seed, index, budget } = this.#options;
    this.#phase = 'survey';
    const exam = this.#examination('survey');
    const searched = this.#steps;
    for (let n = 0; budget.surveys(this.#steps, searched); n += SURVEYED) {
      this.#tell(`survey, ${n} settings`);
      const numbers = Array.from({ length: SURVEYED }, (_, i) => n + i);
      const tools = { conjecture, space, fixed, exam, seed };
      this.#surveyed.push(...(await Promise.all(numbers.map((each) => surveySetting(tools, `${index}/survey`, each)))));
    }
    this.#exits.survey = 'its share of the budget is used';
  }

  exit(reason: string): void {
    this.#exits[this.#phase] = reason;
  }

  report(): IslandReport {
    return {
      index: this.#options.index,
      found: this.#found,
      unexplained: this.#unexplained,
      finds: this.#finds,
      surveyed: this.#surveyed,
      tried: this.#tried,
      generations: this.#generation,
      steps: this.#steps,
      byProposer: this.#portfolio.tried,
      exits: this.#exits,
    };
  }

  /** One generation. */
  async #advance(): Promise<void> {
    const drawn = this.#draw();
    this.#generation += 1;
    this.#tell('search');
    const rung = async (proposals: readonly Proposal[], level: number, horizon: number): Promise<Proposal[]> =>
      Promise.all(proposals.map((proposal) => this.#look(proposal, level, horizon)));
    const first = await rung(drawn, 0, SHORT);
    const second = await rung(above(first, PROMISING, SECOND), 1, 1);
    this.#remember(second);
    for (const { proposer, score } of second) this.#portfolio.learn(proposer, score, 0);
    const { lasting } = this.#options.conjecture;
    const third = await rung(above(second, GOOD, THIRD), 2, lasting ? LONG : 1);
    const longer = this.#insideFirst(above(third, SUSPECT, THIRD))[0];
    // What is gone with more time may still be there at its own.
    const early = second.filter(({ setting, score }) => score >= GOOD && third.some((each) => each.setting === setting));
    const suspect = longer ?? above(lasting ? await rung(early, 2, 1) : [], SUSPECT, 1)[0];
    if (suspect !== undefined) await this.#pursue(suspect);
  }

  /** Settings that were not tried before, none of which contains what is known; every other one inside the claimed domain. */
  #draw(): Proposal[] {
    const { seed, index, space, conjecture, fixed, known } = this.#options;
    const essentials = [...known, ...this.#found].map(essentialOf);
    const drawn: Proposal[] = [];
    for (let slot = 0; slot < GENERATION; slot++) {
      const chance = dice(seed, index, this.#generation, slot);
      const proposer = this.#portfolio.choose(chance);
      // The plain setting first: what fails there needs no ingredient.
      const first = this.#generation === 0 && slot === 0;
      const proposed = first ? space.plain : space.settled(this.#portfolio.at(proposer).propose(this.#past(), chance));
      const bounded = slot % 2 === 0 ? proposed : broughtInside(conjecture, space, proposed, fixed);
      const setting = avoiding(space, bounded, essentials, chance);
      const key = JSON.stringify(setting);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      for (const { path } of space.fields) this.#count(path, valueOf(setting, path));
      drawn.push({ setting, score: 0, cost: 0, proposer });
    }
    this.#tried += drawn.length;
    return drawn;
  }

  /** What is inside the claimed domain counts, and is pursued first. */
  #insideFirst(suspects: readonly Proposal[]): readonly Proposal[] {
    const { conjecture, fixed } = this.#options;
    const inside = suspects.filter(({ setting }) => breaches(conjecture, setting, fixed).length === 0);
    return [...inside, ...suspects.filter((suspect) => !inside.includes(suspect))];
  }

  async #look(proposal: Proposal, level: number, horizon: number): Promise<Proposal> {
    const { setting, proposer } = proposal;
    const looked = { ...setting, horizon: horizon * setting.horizon };
    const result = await this.#exam.screen(looked, `rung ${level}`, REPLICAS[level]);
    this.#portfolio.learn(proposer, 0, result.steps);
    return { ...proposal, score: scoreOf(result, CLEAR[level]), cost: result.steps };
  }

  #remember(candidates: readonly Candidate[]): void {
    this.#best = [...this.#best, ...candidates]
      .filter(({ score }) => score >= PROMISING)
      .sort((a, b) => b.score - a.score)
      .slice(0, BEST);
  }

  async #pursue({ setting, proposer, score }: Proposal): Promise<void> {
    const { conjecture, space, fixed, references, version, alpha, seed, index } = this.#options;
    const k = ++this.#pursued;
    const name = `pursuit ${k}`;
    const exam = this.#examination(name);
    const end = await pursue(
      {
        conjecture,
        space,
        fixed,
        references,
        version,
        exam,
        // Islands and pursuits share α: Σ 6/(π²k²) = 1, twice.
        alpha: alpha * share(index + 1) * share(k),
        streams: { seed, phase: `island ${index}/${name}` },
        tell: (activity) => this.#tell(`${activity} ${space.words(setting)}`),
      },
      setting,
    );
    this.#portfolio.learn(proposer, 0, exam.steps);
    if (end.kind === 'certified') {
      this.#found.push(end.counterexample);
      this.#finds.push({ slug: end.counterexample.slug, steps: this.#steps, tried: this.#tried });
      this.#portfolio.learn(proposer, score, 0);
      const essential = essentialOf(end.counterexample);
      this.#best = this.#best.filter((each) => avoiding(space, each.setting, [essential], dice(0)) === each.setting);
    } else {
      this.#unexplained.push({ setting, kind: end.kind, reason: end.reason });
      this.#best = this.#best.filter((each) => each.setting !== setting);
    }
    this.#tell('search');
  }

  #past(): Past {
    const { space, known } = this.#options;
    return {
      space,
      best: this.#best,
      corpus: [...known, ...this.#found].map(({ setting }) => setting),
      tried: (path, value) => this.#counts.get(countKey(path, value)) ?? 0,
    };
  }

  #count(path: string, value: unknown): void {
    const key = countKey(path, value);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  #examination(name: string): Examination {
    const exam = examination(this.#options.evaluate, `island ${this.#options.index}/${name}`);
    this.#exams.push(exam);
    return exam;
  }

  get #steps(): number {
    return this.#exams.reduce((sum, { steps }) => sum + steps, 0);
  }

  #tell(activity: string): void {
    const { observe, index, space } = this.#options;
    const [best] = this.#best;
    const [steps, tried, found] = [this.#steps, this.#tried, this.#found];
    observe?.({ island: index, activity, steps, tried, found, wordsOf: space.words, ...(best && { best }) });
  }
}

/** The k-th share of a budget that never runs out: 6/(π²k²). */
function share(k: number): number {
  return 6 / (Math.PI * Math.PI * k * k);
}

function countKey(path: string, value: unknown): string {
  return `${path}=${JSON.stringify(value)}`;
}
