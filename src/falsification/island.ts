import type { Conjecture } from './conjectures/conjecture.ts';
import type { Counterexample } from './counterexample.ts';
import { breaches } from './domain.ts';
import { drawSettings } from './draw-settings.ts';
import { errorShare } from './error-share.ts';
import { examination, type Examination } from './examination.ts';
import { Interrupted } from './interrupted.ts';
import type { Budget } from './budget.ts';
import type { IslandEvent, IslandReport, Unexplained } from './island-report.ts';
import { IslandMemory } from './island-memory.ts';
import type { Proposal } from './proposal.ts';
import { Portfolio } from './portfolio.ts';
import type { Proposer } from './proposers/proposer.ts';
import { pursue } from './pursue.ts';
import { Ladder } from './rungs.ts';
import type { Fixed } from './scene.ts';
import type { Space } from './space/space.ts';
import { surveySetting, type SurveyedSetting } from './survey.ts';
import type { Evaluate } from './task.ts';

/** Generations that are only drawn, before the best are changed. */
const DRAWN = 2;
/** Settings that are surveyed between two looks at the budget. */
const SURVEYED = 8;
/** Generations in which nothing could be run, one after the other, that end a search; surveys are ended alike. */
const BARREN = 4;

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
  readonly #memory: IslandMemory;
  readonly #ladder = new Ladder();
  readonly #unexplained: Unexplained[] = [];
  readonly #finds: { slug: string; steps: number; tried: number }[] = [];
  readonly #surveyed: SurveyedSetting[] = [];
  readonly #exits: Record<string, string> = {};
  #generation = 0;
  #tried = 0;
  #pursued = 0;
  #phase = 'generate';

  constructor(options: IslandOptions) {
    this.#options = options;
    this.#memory = new IslandMemory(options.space, options.known);
    this.#portfolio = new Portfolio(options.proposers);
    this.#exam = this.#examination('search');
  }

  async search(): Promise<void> {
    const { budget, space } = this.#options;
    for (let barren = 0; budget.searches(this.#cost);) {
      if (this.#memory.found.some(({ setting }) => space.ingredients(setting).length === 0)) {
        this.#exits[this.#phase] = 'the plain setting fails, and with it all others';
        return;
      }
      if (this.#generation === DRAWN) {
        this.#exits.generate = `${DRAWN} generations were drawn`;
        this.#phase = 'target';
      }
      const before = this.#cost;
      await this.#advance();
      barren = this.#cost > before ? 0 : barren + 1;
      if (barren === BARREN) {
        this.#exits[this.#phase] = `nothing new of ${BARREN} generations could be run`;
        return;
      }
    }
    this.#exits[this.#phase] = 'its share of the budget is used';
  }

  async survey(): Promise<void> {
    const { conjecture, space, fixed, seed, index, budget } = this.#options;
    this.#phase = 'survey';
    const exam = this.#examination('survey');
    const searched = this.#cost;
    for (let n = 0; budget.surveys(this.#cost, searched); n += SURVEYED) {
      if (n >= BARREN * SURVEYED && this.#cost === searched) {
        this.#exits.survey = `none of ${n} settings could be run`;
        return;
      }
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
      found: this.#memory.found,
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
    const { seed, index, conjecture, fixed, budget } = this.#options;
    const drawing = { seed, index, generation: this.#generation, conjecture, fixed };
    const tools = { portfolio: this.#portfolio, past: this.#memory, avoided: this.#memory.avoided };
    const drawn = drawSettings({ ...drawing, ...tools }, (setting) => this.#memory.mark(setting));
    this.#tried += drawn.length;
    this.#generation += 1;
    this.#tell('search');
    const { seconds, suspects } = await this.#ladder.climb(drawn, {
      lasting: conjecture.lasting,
      exam: this.#exam,
      isAvoided: (setting) => this.#memory.isAvoided(setting),
      spend: ({ proposer }, cost) => this.#portfolio.learn(proposer, 0, cost),
    });
    this.#memory.remember(seconds);
    for (const suspect of this.#insideFirst(suspects))
      if (!this.#memory.isAvoided(suspect.setting) && budget.searches(this.#cost)) await this.#pursue(suspect);
    this.#portfolio.age();
  }

  /** What is inside the claimed domain counts, and is pursued first. */
  #insideFirst(suspects: readonly Proposal[]): readonly Proposal[] {
    const { conjecture, fixed } = this.#options;
    const inside = suspects.filter(({ setting }) => breaches(conjecture, setting, fixed).length === 0);
    return [...inside, ...suspects.filter((suspect) => !inside.includes(suspect))];
  }

  async #pursue({ setting, proposer }: Proposal): Promise<void> {
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
        alpha: alpha * errorShare(index + 1) * errorShare(k),
        streams: { seed, phase: `island ${index}/${name}` },
        tell: (activity) => this.#tell(`${activity} ${space.words(setting)}`),
        memory: this.#memory,
      },
      setting,
    );
    this.#portfolio.learn(proposer, 0, exam.cost);
    if (end.kind === 'certified') {
      this.#memory.found.push(end.counterexample);
      this.#finds.push({ slug: end.counterexample.slug, steps: this.#steps, tried: this.#tried });
      this.#portfolio.learn(proposer, 1, 0);
    } else {
      this.#unexplained.push({ setting, kind: end.kind, reason: end.reason });
      if (end.kind === 'uncertified') this.#memory.giveUp(space.ingredients(end.simplest));
    }
    this.#memory.forget(setting);
    this.#tell('search');
  }

  #examination(name: string): Examination {
    const { evaluate, index, fixed } = this.#options;
    const exam = examination(evaluate, `island ${index}/${name}`, fixed);
    this.#exams.push(exam);
    return exam;
  }

  get #steps(): number {
    return this.#exams.reduce((sum, { steps }) => sum + steps, 0);
  }

  get #cost(): number {
    return this.#exams.reduce((sum, { cost }) => sum + cost, 0);
  }

  #tell(activity: string): void {
    const { observe, index, space } = this.#options;
    const [best] = this.#memory.best;
    const [steps, cost, tried, found] = [this.#steps, this.#cost, this.#tried, this.#memory.found];
    observe?.({ island: index, activity, steps, cost, tried, found, wordsOf: space.words, ...(best && { best }) });
  }
}
