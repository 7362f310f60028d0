/**
 * How long an island goes on, as shares of what it may use; both are asked between generations only. Steps are replica-steps of the
 * plain setting: a step that takes ten times as long counts as ten.
 */
export interface Budget {
  /** @param steps so far */
  searches(steps: number): boolean;
  /** @param searched those of everything before the survey, which may be more than its share: the survey keeps its own */
  surveys(steps: number, searched: number): boolean;
}
