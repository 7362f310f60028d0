import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command. */
export const program: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What a finished command left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with which environment a command runs, and what is done to it meanwhile. */
export interface RunSettings {
  readonly directory?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called once it has been started. */
  readonly onStart?: (child: ChildProcessWithoutNullStreams) => void;
}

/** Runs the built command to its end, without a terminal and without the environment of a CI service. */
export function runCli(words: readonly string[], { directory, env, onStart }: RunSettings = {}): Promise<Finished> {
  const clean = {
    ...process.env,
    CI: undefined,
    GITHUB_ACTIONS: undefined,
    GITHUB_STEP_SUMMARY: undefined,
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
  };
  const child = spawn(process.execPath, [program, ...words], { cwd: directory ?? process.cwd(), env: { ...clean, ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
  onStart?.(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
