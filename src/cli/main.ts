#!/usr/bin/env node
import { guardProcess } from './guard-process.ts';

// Imported inside: where there are too few descriptors, or half an installation, this is what fails.
await guardProcess(async () => (await import('./program.ts')).runProgram(process.argv.slice(2)));
