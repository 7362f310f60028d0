/** How long an island goes on, as shares of what it may use; both are asked between generations only. */
export interface Budget {
  /** @param steps replica-steps so far */
  searches(steps: number): boolean;
  /** @param searched replica-steps of everything before the survey, which may be more than its share: the survey keeps its own */
  surveys(steps: number, searched: number): boolean;
}
