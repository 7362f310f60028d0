/**
 * Runs a script that is written in TypeScript, in this thread, with the modules of src/:
 *
 *     node scripts/run.mjs scripts/survey/survey.ts [WORD...]
 */
import { resolve } from 'node:path';
import { createJiti } from 'jiti';

const [program] = process.argv.splice(2, 1);
process.argv[1] = resolve(program);
// By default jiti wraps modules in a proxy, through which every call of an imported function would go: loops take twice as long.
await createJiti(import.meta.url, { interopDefault: false }).import(process.argv[1]);
