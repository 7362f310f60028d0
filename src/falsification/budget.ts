/** How long an island goes on, as shares of what it may use; both are asked between generations only. */
export interface Budget {
  /** @param steps replica-steps so far */
  searches(steps: number): boolean;
  surveys(steps: number): boolean;
}
