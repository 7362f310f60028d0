/** What can be said of an optimizer on an objective: of a refutation whom it blames, otherwise the verdict, or that there is none. */
export const founds = ['holds', 'undecided', 'objective', 'conjecture', 'optimizer', 'crashed', 'skipped'] as const;

/** A word of these. */
export type Found = (typeof founds)[number];

/** What a law says of an optimizer. */
export interface Answer {
  readonly optimizer: string;
  readonly law: string;
  readonly found: Found;
  readonly sentence: string;
}

/** What all laws say on one objective: a line of the record. */
export interface SurveyRow {
  readonly index: number;
  /** What the answers are a function of, beside the index. */
  readonly settings: SurveySettings;
  /** Reference of the objective. */
  readonly objective: string;
  readonly answers: readonly Answer[];
}

/** What a survey is a function of, beside the indices of its objectives. */
export interface SurveySettings {
  readonly seed: number;
  /** Replicas of each arm that a law may use. */
  readonly replicas: number;
  readonly optimizers: readonly string[];
  /** Ids of laws; none: all statistical ones. */
  readonly laws: readonly string[];
}

/** What tells rows apart: a row of other settings is another row. */
export function keyOfRow({
  index,
  settings,
}: Pick<SurveyRow, 'index'> & Partial<Pick<SurveyRow, 'settings'>>): string | undefined {
  if (settings === undefined) return undefined;
  const { seed, replicas, optimizers, laws } = settings;
  return JSON.stringify([seed, replicas, optimizers, laws, index]);
}
