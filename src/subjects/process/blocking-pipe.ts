const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Bytes that a pipe took or gave; 0 where it is closed. */
export function attempt(use: () => number): number {
  for (;;) {
    try {
      return use();
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') return 0;
      // It was made to block, but a child that has the other end may have changed its mind.
      Atomics.wait(cell, 0, 0, 1);
    }
  }
}

/** Node's own handle of a pipe: it is public that it exists, and not what it is. */
interface Handle {
  readonly fd: number;
  reading: boolean;
  readStop(): void;
  setBlocking(blocking: boolean): void;
}

/** Keeps the event loop from a pipe, makes it block, and returns its descriptor. */
export function takeOver(stream: object): number {
  const handle = (stream as { _handle: Handle })._handle;
  handle.reading = false;
  handle.readStop();
  handle.setBlocking(true);
  return handle.fd;
}
