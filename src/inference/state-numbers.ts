/** An array of numbers somewhere in a state. */
export type Numbers = Float64Array | Float32Array | number[];

/** Every array of numbers in a state of plain data, in a fixed order. */
export function numbersIn(state: unknown): Numbers[] {
  if (state instanceof Float64Array || state instanceof Float32Array) return [state];
  if (Array.isArray(state) && state.length > 0 && state.every((x) => typeof x === 'number')) return [state];
  if (state instanceof Map) return Array.from(state.values(), numbersIn).flat();
  return typeof state === 'object' && state !== null ? Object.values(state).flatMap(numbersIn) : [];
}
