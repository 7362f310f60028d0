import { execFileSync } from 'node:child_process';

/** Command-line tests run the built program, so it is built once before any of them, where anything has changed. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
