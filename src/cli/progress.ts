/** Told how far a run is. */
export interface Progress {
  update(share: number, activity: string): void;
  /** Removes what is on the screen; nothing is shown afterwards. */
  stop(): void;
}

/** Milliseconds between two drawings of the live line, and between two plain lines. */
const liveInterval = 100;
const plainInterval = 30_000;

/**
 * Progress on standard error: one line that is drawn again on a terminal, a plain line every 30 s elsewhere.
 *
 * @param stream where it is shown
 * @param quiet shows nothing
 */
export function showProgress(stream: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet) return { update() {}, stop() {} };
  const live = stream.isTTY === true;
  const started = performance.now();
  let latest = { share: 0, activity: 'loading' };

  const line = (): string => {
    const seconds = Math.round((performance.now() - started) / 1000);
    return `${Math.floor(100 * latest.share)} % after ${seconds} s: ${latest.activity}`;
  };
  const timer = setInterval(
    () => {
      if (live) stream.write(`\r\u001b[2K${line().slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
      else stream.write(`${line()}\n`);
    },
    live ? liveInterval : plainInterval,
  );
  timer.unref();
  return {
    update: (share, activity) => void (latest = { share, activity }),
    stop() {
      clearInterval(timer);
      if (live) stream.write('\r\u001b[2K');
    },
  };
}
