/**
 * The generated kill matrix: every built-in optimizer with every mistake around it that changes what it does, checked by the exact
 * laws.
 *
 *     npm run mutants -- [text ...] [--sample n] [--seed 1] [--configurations 20] [--record file] [--minutes m]
 *
 * `text` chooses those whose names contain one of the texts, `--sample n` n hosts for each mistake, by the seed. `--record` keeps a line
 * of JSON for each mutant and does not repeat what a file of that name has; `--minutes` ends the run in time, to be taken up again. Of
 * all mutants it writes docs/mutants.md and fixtures/mutants.json. Prints what is not caught or not named, then the counts; exits with
 * 1 if less than 99 % are caught or less than 95 % by a cause that names the mistake, with 3 if time was up first.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { CheckOptions } from '../../src/suite/check-optimizer.ts';
import type { Document } from '../../src/suite/document.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { progressFile } from '../progress-file.ts';
import { examineMutant, type ExaminedMutant } from './examine-mutant.ts';
import { mutants } from './mutants.ts';
import { sampleMutants } from './sample-mutants.ts';
import { countMutants, share, writeMutants } from './write-mutants.ts';

const root = new URL('../../', import.meta.url);
const { values: options, positionals: texts } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    configurations: { type: 'string', default: '20' },
    record: { type: 'string' },
    minutes: { type: 'string' },
  },
});
const [seed, configurations] = [options.seed, options.configurations].map(Number);
const [each, minutes] = [options.sample, options.minutes].map((text) => (text === undefined ? Infinity : Number(text)));
if (![seed, configurations].every(Number.isInteger) || !(each >= 1) || !(minutes > 0)) {
  console.error('--seed and --configurations are whole numbers, --sample at least 1, --minutes more than 0');
  process.exit(2);
}
const { checkOptimizer } = (await import(pathToFileURL(fileURLToPath(new URL('dist/index.js', root))).href)) as {
  checkOptimizer: (optimizer: Optimizer, options: CheckOptions) => Promise<Document>;
};

const all = mutants();
const chosen = sampleMutants(all, each, seed).filter(
  ({ name }) => texts.length === 0 || texts.some((text) => name.includes(text)),
);
const { rows: recorded, add } = progressFile<ExaminedMutant>(options.record, ({ name }) => name);
const started = performance.now();
const examined: ExaminedMutant[] = [];
for (const mutant of chosen) {
  const known = recorded.get(mutant.name);
  if (known === undefined && performance.now() - started > 60_000 * minutes) continue;
  const outcome = known ?? (await examineMutant(checkOptimizer, mutant, { seed, configurations }));
  examined.push(outcome);
  if (known === undefined) add(outcome);
  if (outcome.outcome !== 'named')
    console.log(`${outcome.outcome}: ${outcome.name}  ${outcome.says.map(([law, cause]) => `${law} (${cause})`).join(', ')}`);
  if (examined.length % 50 === 0) console.error(`${examined.length}/${chosen.length}`);
}

const { caught, named } = countMutants(examined);
console.log(
  `${examined.length} of ${all.length} mutants: ${caught} caught (${share(caught, examined)}; 99 %), ${named} named (${share(named, examined)}; 95 %)`,
);
const isPassed = caught >= 0.99 * examined.length && named >= 0.95 * examined.length;
process.exitCode = examined.length < chosen.length ? 3 : isPassed ? 0 : 1;
if (examined.length === all.length) writeMutants(root, examined, { seed, configurations });
