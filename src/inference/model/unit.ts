/** Entries that are scaled together: several tensors, or a part of one. */
export type Unit = readonly UnitMember[];

/** A tensor of a unit; all of its entries unless some are listed. */
export interface UnitMember {
  readonly tensor: number;
  readonly entries?: readonly number[];
}

/** Entries of all tensors, in float64. */
export type Weights = readonly Float64Array[];

/** All entries of these tensors. */
export const wholeUnit = (...tensors: readonly number[]): Unit => tensors.map((tensor) => ({ tensor }));

/** The weights with a unit multiplied by c. */
export function scaleUnit(weights: Weights, unit: Unit, c: number): Float64Array[] {
  return mapUnit(weights, unit, (w) => w * c);
}

/** The weights with a function applied to every entry of a unit. */
export function mapUnit(weights: Weights, unit: Unit, change: (w: number, index: number) => number): Float64Array[] {
  const changed = weights.map((data) => data.slice());
  for (const { tensor, entries } of unit) {
    const data = changed[tensor];
    if (entries === undefined) for (let i = 0; i < data.length; i++) data[i] = change(data[i], i);
    else entries.forEach((i, index) => (data[i] = change(data[i], index)));
  }
  return changed;
}

/** ⟨g, w⟩ over a unit, and ‖g‖ ‖w‖, which bounds it. */
export function innerProduct(unit: Unit, weights: Weights, gradients: Weights): { across: number; lengths: number } {
  let [across, square, gradientSquare] = [0, 0, 0];
  forEntries(unit, weights, (w, tensor, i) => {
    const g = gradients[tensor][i];
    across += w * g;
    square += w * w;
    gradientSquare += g * g;
  });
  return { across, lengths: Math.sqrt(square) * Math.sqrt(gradientSquare) };
}

/** ‖w‖² over a unit. */
export function squareOf(unit: Unit, weights: Weights): number {
  let square = 0;
  forEntries(unit, weights, (w) => (square += w * w));
  return square;
}

/** ‖x‖ of an array. */
export function lengthOf(data: Float64Array): number {
  let square = 0;
  for (const value of data) square += value * value;
  return Math.sqrt(square);
}

function forEntries(unit: Unit, weights: Weights, visit: (w: number, tensor: number, i: number) => void): void {
  for (const { tensor, entries } of unit) {
    const data = weights[tensor];
    if (entries === undefined) for (let i = 0; i < data.length; i++) visit(data[i], tensor, i);
    else for (const i of entries) visit(data[i], tensor, i);
  }
}
