import { printable, withoutCommands } from '../arithmetic/printable.ts';

/** Told how far a run is. */
export interface Progress {
  update(share: number, activity: string): void;
  /** Removes what is on the screen; nothing is shown afterwards. */
  stop(): void;
}

/** Milliseconds between two drawings of the live line, and between two plain lines. */
const liveInterval = 100;
const plainInterval = 30_000;

/** Below this share, and before these seconds, the time left would be a guess. */
const leastShare = 0.03;
const leastSeconds = 2;

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

  const line = (): string => progressLine(latest.share, (performance.now() - started) / 1000, latest.activity);
  const timer = setInterval(
    () => {
      if (live) stream.write(`\r\u001b[2K${line().slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
      else stream.write(withoutCommands(`${line()}\n`));
    },
    live ? liveInterval : plainInterval,
  );
  timer.unref();
  return {
    update: (share, activity) => void (latest = { share, activity: printable(activity) }),
    stop() {
      clearInterval(timer);
      if (live) stream.write('\r\u001b[2K');
    },
  };
}

/**
 * How far a run is, and how long it will take at the pace that it had.
 *
 *     progressLine(0.25, 30, 'equilibrium for sgd')  →  '25 %, 30 s, about 1 min 30 s left: equilibrium for sgd'
 *
 * @param share of the work that is done, in [0, 1]
 * @param seconds since the start
 */
function progressLine(share: number, seconds: number, activity: string): string {
  const known = share >= leastShare && share < 1 && seconds >= leastSeconds;
  const left = known ? `, about ${formatSeconds((seconds * (1 - share)) / share)} left` : '';
  return `${Math.floor(100 * share)} %, ${formatSeconds(seconds)}${left}: ${activity}`;
}

function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
