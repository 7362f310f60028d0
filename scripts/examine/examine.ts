/**
 * Checks every emulation of fixtures/emulations by the exact laws, or by the statistical ones, and compares with what its header says.
 *
 *     npm run examine -- [text ...] [--kind honest|mistake] [--seeds 1] [--seed 1] [--configurations 200] [--renamed] [--record file] [--dist folder]
 *         [--tier exact|statistical] [--objectives ID,ID]
 *
 * Each is checked as it is and without its contract, under `--seeds` seeds from `--seed` on; `text` chooses those whose names contain
 * it, `--kind` the half. Prints what is judged wrongly, then the counts; `--renamed` repeats each check with options whose names say nothing and prints
 * what differs; `--record` writes a line of JSON for each check. Exits with 1 if anything honest is refuted, more than 5 % of it is
 * undecided, less than 97 % of mistakes are caught or less than 92 % by an expected cause, or names change anything.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Law } from '../../src/laws/law.ts';
import type { LawId } from '../../src/laws/law-id.ts';
import { readEmulations, type Emulation } from './emulation.ts';
import { agree, examineEmulation, waysOf, type Check, type Examined } from './examine-emulation.ts';
import { isInnocent, isPassed, judge, summarise, type Judgement } from './judge-examination.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values: options, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: {
    kind: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    configurations: { type: 'string', default: '200' },
    renamed: { type: 'boolean', default: false },
    record: { type: 'string' },
    dist: { type: 'string', default: join(root, 'dist') },
    tier: { type: 'string', default: 'exact' },
    objectives: { type: 'string' },
  },
});
const [seeds, seed, configurations] = [options.seeds, options.seed, options.configurations].map(Number);
if (![seeds, seed, configurations].every((number) => Number.isInteger(number) && number >= 0)) {
  console.error('--seeds, --seed and --configurations are whole numbers');
  process.exit(2);
}
const { checkOptimizer, laws } = (await import(pathToFileURL(join(resolve(options.dist), 'index.js')).href)) as {
  checkOptimizer: Check;
  laws: readonly Law[];
};
const asked = {
  laws: laws.filter(({ tier }) => tier === options.tier).map(({ id }) => id as LawId),
  ...(options.objectives !== undefined && { objectives: options.objectives.split(',') }),
};
if (asked.laws.length === 0) {
  console.error('--tier is exact or statistical');
  process.exit(2);
}
if (options.record !== undefined) writeFileSync(options.record, '');

const emulations = readEmulations().filter(
  ({ name, kind }) => (chosen.length === 0 || chosen.some((text) => name.includes(text))) && (options.kind ?? kind) === kind,
);
let differing = 0;
const judged: { readonly judgement: Judgement; readonly innocent: boolean }[] = [];
for (const [index, emulation] of emulations.entries()) {
  for (const withContract of waysOf(emulation)) {
    for (let at = seed; at < seed + seeds; at++) {
      const drawn = { seed: at, configurations, asked };
      const examined = await examineEmulation(checkOptimizer, emulation, withContract, drawn);
      const judgement = judge(emulation, examined);
      judged.push({ judgement, innocent: isInnocent(emulation, withContract) });
      if (options.record !== undefined) appendFileSync(options.record, `${JSON.stringify({ judgement, ...examined })}\n`);
      if (judgement !== 'right' && judgement !== 'named') console.log(describe(emulation, examined, judgement).join('\n'));
      if (!options.renamed) continue;
      const renamed = await examineEmulation(checkOptimizer, emulation, withContract, { ...drawn, renamed: true });
      if (agree(examined, renamed)) continue;
      differing += 1;
      console.log(`with other names of options, ${describe(emulation, renamed, judge(emulation, renamed)).join('\n')}`);
    }
  }
  console.error(`${index + 1}/${emulations.length}  ${emulation.name}`);
}

const summary = summarise(judged);
const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
const { honest, mistakes } = summary;
console.log(`
honest     ${honest} checks: ${summary.refutedFalsely} refuted (0 allowed), ${summary.undecided} undecided (${share(summary.undecided, honest)}; 5 %)
mistakes   ${mistakes} checks: ${summary.caught} caught (${share(summary.caught, mistakes)}; 97 %), ${summary.named} by their cause (${share(summary.named, mistakes)}; 92 %)
not run    ${summary.notRun}${options.renamed ? `\nrenamed    ${differing} of ${judged.length} checks differ (0 allowed)` : ''}`);
process.exitCode = isPassed(summary) && differing === 0 ? 0 : 1;

function describe(emulation: Emulation, examined: Examined, judgement: Judgement): string[] {
  const { refuted, undecided, withContract, seed: at, error } = examined;
  const objections = judgement === 'undecided' ? undecided : [...refuted, ...(judgement === 'missed' ? undecided : [])];
  const subject = `${emulation.kind} ${emulation.name}${withContract ? ', with its contract' : ''}, seed ${at}`;
  return [
    `${judgement}: ${subject}${emulation.causes.length > 0 ? ` (${emulation.causes.join(' | ')})` : ''}`,
    ...objections.map(({ law, cause, says }) => `    ${law}${cause === undefined ? '' : `, ${cause}`}: ${says}`),
    ...(error === undefined ? [] : [`    ${error}`]),
  ];
}
