/** Writes the types of the matchers for vitest 5, whose `Matchers` has two parameters, from those for vitest 4, which has one. */
import { readFileSync, writeFileSync } from 'node:fs';

const types = readFileSync(new URL('../dist/vitest/register.d.ts', import.meta.url), 'utf8');
const both = types.replace('Matchers<T = any>', 'Matchers<R, T>');
if (both === types) throw new Error('dist/vitest/register.d.ts does not declare Matchers<T = any>');
writeFileSync(new URL('../dist/vitest/register5.d.ts', import.meta.url), both);
writeFileSync(new URL('../dist/vitest/register5.js', import.meta.url), "import './register.js';\n");
