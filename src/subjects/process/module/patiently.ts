const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Uses a descriptor that a module may have made one that does not wait; `undefined` where it cannot be used any more. */
export function patiently(use: () => number): number | undefined {
  for (;;) {
    try {
      return use();
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') return undefined;
      Atomics.wait(cell, 0, 0, 0.05);
    }
  }
}
