/** JavaScript that never returns, as an endless loop does not, and uses no processor meanwhile: what hangs costs a test nothing. */
export const stop = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';
