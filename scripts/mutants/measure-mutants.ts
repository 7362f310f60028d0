/**
 * The generated kill matrix: every built-in optimizer with every mistake around it that changes what it does, checked by the exact
 * laws.
 *
 *     npm run mutants -- [text ...] [--every 1] [--seed 1] [--configurations 20]
 *
 * `text` chooses those whose names contain it, `--every n` each n-th. Without either it writes docs/mutants.md and
 * fixtures/mutants.json. Prints what is not caught or not named, then the counts; exits with 1 if less than 99 % are caught or less than
 * 95 % by a cause that names the mistake.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { CheckOptions } from '../../src/suite/check-optimizer.ts';
import type { Document } from '../../src/suite/document.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { examineMutant, type ExaminedMutant } from './examine-mutant.ts';
import { mutants, mutations } from './mutants.ts';

const root = new URL('../../', import.meta.url);
const { values: options, positionals: texts } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    configurations: { type: 'string', default: '20' },
  },
});
const [every, seed, configurations] = [options.every, options.seed, options.configurations].map(Number);
const { checkOptimizer } = (await import(pathToFileURL(fileURLToPath(new URL('dist/index.js', root))).href)) as {
  checkOptimizer: (optimizer: Optimizer, options: CheckOptions) => Promise<Document>;
};

const all = mutants();
const chosen = all.filter(({ name }, i) => i % every === 0 && texts.every((text) => name.includes(text)));
const examined: ExaminedMutant[] = [];
for (const mutant of chosen) {
  const outcome = await examineMutant(checkOptimizer, mutant, { seed, configurations });
  examined.push(outcome);
  if (outcome.outcome !== 'named')
    console.log(`${outcome.outcome}: ${outcome.name}  ${outcome.says.map(([law, cause]) => `${law} (${cause})`).join(', ')}`);
  if (examined.length % 50 === 0) console.error(`${examined.length}/${chosen.length}`);
}

const count = (among: readonly ExaminedMutant[], ...wanted: string[]): number =>
  among.filter(({ outcome }) => wanted.includes(outcome)).length;
const [caught, named] = [count(examined, 'named', 'caught'), count(examined, 'named')];
const share = (part: number): string => `${((100 * part) / examined.length).toFixed(1)} %`;
console.log(
  `${examined.length} of ${all.length} mutants: ${caught} caught (${share(caught)}; 99 %), ${named} named (${share(named)}; 95 %)`,
);
process.exitCode = caught >= 0.99 * examined.length && named >= 0.95 * examined.length ? 0 : 1;

if (texts.length === 0 && every === 1) {
  const unnamed = examined.filter(({ outcome }) => outcome !== 'named').map(({ name, outcome }) => [name, outcome]);
  writeFileSync(
    new URL('fixtures/mutants.json', root),
    `${JSON.stringify({ seed, configurations, mutants: examined.length, caught, named, unnamed }, undefined, 2)}\n`,
  );
  const rows = mutations.map(({ name }) => {
    const among = examined.filter(({ mutation }) => mutation === name);
    return `| ${name} | ${among.length} | ${count(among, 'named', 'caught')} | ${count(among, 'named')} |`;
  });
  const page = `<!-- Written by scripts/mutants/measure-mutants.ts; do not edit. -->

# Generated mutants

Every built-in optimizer with every mistake around it: ${examined.length} mutants that behave otherwise than their originals, without
contracts but where the mistake is one against a claim. ${caught} are caught (${share(caught)}), ${named} by a cause that names the
mistake or cannot be told from it (${share(named)}), in ${configurations} configurations at seed ${seed}. \`npm run mutants\` measures it again.

| mistake | mutants | caught | named |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
  writeFileSync(new URL('docs/mutants.md', root), page);
}
