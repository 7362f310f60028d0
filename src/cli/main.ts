#!/usr/bin/env node
// Imported inside: where there are too few descriptors, or half an installation, this is what fails, and Node would exit with 1.
try {
  (await import('../subjects/process/compile-late.ts')).compileLate();
  (await import('../subjects/process/collect-late.ts')).collectLate();
  (await import('./begin-early.ts')).beginEarly(process.argv.slice(2));
  const { guardProcess } = await import('./guard-process.ts');
  await guardProcess(async () => (await import('./program.ts')).runProgram(process.argv.slice(2)));
} catch (thrown) {
  process.stderr.on('error', () => {});
  process.stderr.write(`intrinsic-lr: it cannot be loaded: ${String(thrown)}\n`);
  process.exit(3);
}
