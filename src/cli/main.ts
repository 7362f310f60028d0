#!/usr/bin/env node
import { runProgram } from './program.ts';

// Whoever reads our output may stop reading: `intrinsic-lr list | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runProgram(process.argv.slice(2));
