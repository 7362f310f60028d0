/** Writes the transpose of row-major [rows, columns]. */
export function transpose<T>(from: usize, to: usize, rows: i32, columns: i32): void {
  const down = <usize>columns * sizeof<T>();
  const across = <usize>rows * sizeof<T>();
  if (sizeof<T>() == 4 && rows >= 4 && columns >= 4) {
    for (let i = 0; i < rows; i += 4) {
      const top = min(i, rows - 4);
      for (let j = 0; j < columns; j += 4) {
        const left = min(j, columns - 4);
        const source = from + top * down + left * sizeof<T>();
        const r0 = v128.load(source);
        const r1 = v128.load(source + down);
        const r2 = v128.load(source + 2 * down);
        const r3 = v128.load(source + 3 * down);
        const even0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
        const odd0 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const even1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
        const odd1 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        const target = to + left * across + top * sizeof<T>();
        v128.store(target, v128.shuffle<f64>(even0, even1, 0, 2));
        v128.store(target + across, v128.shuffle<f64>(even0, even1, 1, 3));
        v128.store(target + 2 * across, v128.shuffle<f64>(odd0, odd1, 0, 2));
        v128.store(target + 3 * across, v128.shuffle<f64>(odd0, odd1, 1, 3));
      }
    }
    return;
  }
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) store<T>(to + j * across + i * sizeof<T>(), load<T>(from + i * down + j * sizeof<T>()));
}
