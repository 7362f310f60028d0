import { fastestEngine } from '../../src/index.ts';
import { runCampaign } from '../../src/falsification/campaign.ts';
import { dice } from '../../src/falsification/dice.ts';
import { broughtInside } from '../../src/falsification/domain.ts';
import { evaluateHere } from '../../src/falsification/evaluate.ts';
import { DECIDING, examination } from '../../src/falsification/examination.ts';
import { proposers } from '../../src/falsification/proposers/index.ts';
import { pursue } from '../../src/falsification/pursue.ts';
import { spaceFor } from '../../src/falsification/space-for.ts';
import { afforded } from '../../src/falsification/step-cost.ts';
import { progressFile } from '../progress-file.ts';
import { nothing, supported } from './supported.ts';

/** Probability that a campaign refutes what is true; and that any of all surveyed settings is. */
export const ALPHA = 1e-3;
/** Steps of surveyed settings cost at most as much as so many plain ones. */
const AFFORDED = 8;

/** How much of a control is run. */
export interface ControlOptions {
  /** Number of settings that are surveyed. */
  readonly settings: number;
  /** Number of campaigns on a true null. */
  readonly campaigns: number;
  /** Replica-steps of a campaign. */
  readonly steps: number;
  readonly seed: number;
  /** Gives every surveyed setting an ε in its normaliser, so that there is something to find. */
  readonly planted: boolean;
  /** File of what is done already; left out: nothing is. */
  readonly rows?: string;
}

/** What came of a setting, or of a campaign. */
export interface ControlRow {
  readonly key: string;
  readonly kind: 'setting' | 'campaign';
  readonly verdict: string;
  /** What a setting is, and why it was not refuted. */
  readonly words?: string;
  readonly reason?: string;
  readonly sentence?: string;
  /** Of a campaign. */
  readonly tried?: number;
  readonly steps?: number;
  readonly found?: readonly string[];
}

/** Whether something was refuted where there is nothing to find. */
export const isFalse = ({ verdict }: ControlRow): boolean => ['certified', 'refuted'].includes(verdict);

/** How often each verdict was reached. */
export type Counts = Readonly<Record<string, number>>;

/**
 * What the search says where there is nothing to find: settings where theory supports the claim, then campaigns on a true null.
 *
 * @param tell told now and then how many of a kind are done
 */
export async function runControl(
  options: ControlOptions,
  tell: (kind: ControlRow['kind'], done: number, counts: Counts) => void = () => {},
): Promise<ControlRow[]> {
  const { rows, add } = progressFile<ControlRow>(options.rows, ({ key }) => key);
  const parts = [
    { kind: 'setting', all: options.settings, measure: surveySetting },
    { kind: 'campaign', all: options.campaigns, measure: runNull },
  ] as const;
  for (const { kind, all, measure } of parts) {
    for (let n = 0; n < all; n++) {
      if (!rows.has(`${kind} ${n}`)) add(await measure(n, options));
      if ((n + 1) % Math.max(1, Math.floor(all / 40)) === 0) tell(kind, n + 1, countsOf([...rows.values()], kind));
    }
  }
  return [...rows.values()];
}

function countsOf(rows: readonly ControlRow[], kind: ControlRow['kind']): Counts {
  const counts: Record<string, number> = {};
  for (const row of rows) if (row.kind === kind) counts[row.verdict] = (counts[row.verdict] ?? 0) + 1;
  return counts;
}

/** Setting `n` is tested as a campaign confirms, and pursued to its certification where it is refuted. */
async function surveySetting(n: number, { settings, seed, planted }: ControlOptions): Promise<ControlRow> {
  // So that all of them together refute what is true with a probability of `ALPHA`.
  const alpha = ALPHA / settings;
  const space = spaceFor(supported, {});
  const drawn = broughtInside(supported, space, dice(seed, 'control', n).sample(space.arbitrary), {});
  const plain = afforded(space, drawn, AFFORDED);
  const setting = planted ? { ...plain, objective: { ...plain.objective, epsilon: 1 } } : plain;
  const evaluate = evaluateHere({ conjecture: supported, engine: fastestEngine, seed, fixed: {} });
  const exam = examination(evaluate, `control ${n}`);
  const { verdict, reason } = await exam.decide(setting, 'confirm', { alpha: alpha / 2, replicaLimit: DECIDING });
  const row: ControlRow = {
    key: `setting ${n}`,
    kind: 'setting',
    verdict,
    words: space.words(setting),
    ...(reason !== undefined && { reason }),
  };
  if (verdict !== 'refuted') return row;
  const end = await pursue(
    {
      conjecture: supported,
      space,
      fixed: {},
      references: {},
      version: 'control',
      exam,
      alpha,
      streams: { seed, phase: `control ${n}` },
      tell: () => {},
    },
    setting,
  );
  if (end.kind !== 'certified') return { ...row, verdict: end.kind, sentence: end.reason };
  const { sentence, persistence } = end.counterexample;
  return { ...row, verdict: persistence.kind === 'slow' ? 'slow' : end.kind, sentence };
}

/** Campaign `n` on what is true by construction. */
async function runNull(n: number, { seed, steps }: ControlOptions): Promise<ControlRow> {
  const report = await runCampaign({
    conjecture: nothing,
    space: spaceFor(nothing, {}),
    seed: 1000 * seed + n,
    alpha: ALPHA,
    fixed: {},
    references: {},
    version: 'control',
    corpus: [],
    islands: [0],
    proposers,
    evaluatorOf: () => evaluateHere({ conjecture: nothing, engine: fastestEngine, seed: 1000 * seed + n, fixed: {} }),
    budgetOf: () => ({ searches: (spent) => spent < steps, surveys: () => false }),
  });
  return {
    key: `campaign ${n}`,
    kind: 'campaign',
    verdict: report.found.length > 0 ? 'refuted' : 'survived',
    tried: report.tried,
    steps: report.steps,
    found: report.found.map(({ sentence }) => sentence),
  };
}
