import { execFileSync } from 'node:child_process';

/** Command-line tests run the built program, so it is built once before any of them. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/write-indexes.mjs'], { stdio: 'inherit' });
  execFileSync(process.execPath, ['scripts/compile-kernels.mjs'], { stdio: 'inherit' });
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
  execFileSync(process.execPath, ['scripts/write-schema.mjs'], { stdio: 'inherit' });
  execFileSync(process.execPath, ['scripts/write-vitest-types.mjs'], { stdio: 'inherit' });
}
