import { exitCode } from './exit-code.ts';

/** Most that Node's timers can wait for, in seconds; longer budgets never run out. */
const longestTimer = 2 ** 31 / 1000 - 1;

/** Listens for what ends a run early. */
export function watchForEnd(
  seconds: number = Infinity,
  onEnd: (reason: string) => void = () => {},
): { readonly signal: AbortSignal; interrupted(): boolean; stop(): void } {
  const controller = new AbortController();
  let interrupted = false;
  const end = (reason: string): void => {
    controller.abort(reason);
    onEnd(reason);
  };
  const onSignal = (): void => {
    if (interrupted) process.exit(exitCode.interrupted);
    interrupted = true;
    end('interrupted');
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  const timer =
    seconds < longestTimer ? setTimeout(() => end(`the time budget of ${seconds} s ran out`), 1000 * seconds) : undefined;
  return {
    signal: controller.signal,
    interrupted: () => interrupted,
    stop() {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
