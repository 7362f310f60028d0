/**
 * A hyperparameter over steps, as plain data: a constant, or a list of values of which the t-th (counting from 1) holds at step t
 * and the last one holds from then on, or pieces that each hold from a step on.
 */
export type Schedule = number | readonly number[] | { readonly pieces: readonly SchedulePiece[] };

/** From step `from` (counting from 1) on, the value is `value`; pieces are in increasing order and the first starts at 1. */
export interface SchedulePiece {
  readonly from: number;
  readonly value: number;
}

/**
 * The value of a schedule at a step.
 *
 * @param schedule the schedule
 * @param step counts from 1
 *
 * @example
 * ```ts
 * expect(valueAt([0.1, 0.2], 1)).toBe(0.1);
 * expect(valueAt([0.1, 0.2], 9)).toBe(0.2);
 * expect(valueAt({ pieces: [{ from: 1, value: 0.1 }, { from: 100, value: 0.01 }] }, 100)).toBe(0.01);
 * ```
 */
export function valueAt(schedule: Schedule, step: number): number {
  if (typeof schedule === 'number') return schedule;
  if ('pieces' in schedule) {
    let value = schedule.pieces[0].value;
    for (const piece of schedule.pieces) if (step >= piece.from) value = piece.value;
    return value;
  }
  return schedule[Math.min(step, schedule.length) - 1];
}
