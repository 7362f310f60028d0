/**
 * Asks every exact law about every built-in optimizer, with its contract and without, under many seeds: none of them is wrong, so that
 * each refutation is a false alarm.
 *
 *     npm run false-alarms -- [name ...] [--seeds 20] [--seed 1] [--configurations 40] [--page]
 *
 * What inference finds does not depend on the seed and is measured once. `--page` writes docs/false-alarms.md. Exits with 1 if anything
 * is refuted.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import { laws } from '../../src/laws/index.ts';
import type { Subject } from '../../src/laws/law.ts';
import { objective as objectiveOf } from '../../src/objectives/reference.ts';
import { optimizers } from '../../src/optimizers/index.ts';
import { exactObjectives } from '../../src/suite/defaults.ts';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    configurations: { type: 'string', default: '40' },
    page: { type: 'boolean', default: false },
  },
});
const [seeds, seed, configurations] = [options.seeds, options.seed, options.configurations].map(Number);
const objective = objectiveOf(exactObjectives[0]);
const settings = { objective, configurations, alpha: 1e-6, engine: fastestEngine, replicaLimit: 1 };
const exact = laws.filter(({ tier }) => tier === 'exact');

const rows: string[] = [];
let [asked, refuted, undecided] = [0, 0, 0];
for (const optimizer of optimizers.filter(({ name }) => names.length === 0 || names.includes(name))) {
  for (const keepsContract of [true, false]) {
    const claiming = keepsContract ? optimizer : { ...optimizer, contract: undefined };
    const subject: Subject = { optimizer: claiming, profile: inferProfile(claiming) };
    const applying = exact.filter((law) => law.applies(subject, objective) === true);
    const said: string[] = [];
    let [no, open] = [0, 0];
    for (let at = seed; at < seed + seeds; at++) {
      for (const law of applying) {
        const { verdict, diagnosis, reason } = await law.check({ ...settings, subject, seed: at });
        if (verdict === 'refuted') no += 1;
        if (verdict === 'undecided') open += 1;
        if (verdict !== 'holds') said.push(`${verdict} ${law.id} at seed ${at}: ${diagnosis ?? reason}`);
      }
    }
    asked += applying.length * seeds;
    [refuted, undecided] = [refuted + no, undecided + open];
    rows.push(
      `| ${optimizer.name} | ${keepsContract ? 'yes' : 'no'} | ${applying.length} | ${applying.length * seeds} | ${no} | ${open} |`,
    );
    console.log(
      [`${optimizer.name}${keepsContract ? '' : ', without its contract'}: ${no} refuted, ${open} undecided`, ...said].join(
        '\n    ',
      ),
    );
  }
}
console.log(`${asked} verdicts: ${refuted} refuted, ${undecided} undecided`);
process.exitCode = refuted > 0 ? 1 : 0;

if (options.page) {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const commit = execFileSync('git', ['-C', root, 'log', '-1', '--format=%h, %cs'], { encoding: 'utf8' }).trim();
  const text = [
    '# False alarms of the exact laws',
    '',
    `Written by \`npm run false-alarms -- --seeds ${seeds} --seed ${seed} --configurations ${configurations} --page\` at ${commit}. No built-in optimizer is wrong, so`,
    'whatever is refuted of one is a false alarm; without a contract everything that the laws test is inferred.',
    '',
    `**${asked} verdicts under ${seeds} seeds, ${configurations} configurations each: ${refuted} refuted, ${undecided} undecided.**`,
    '',
    '| optimizer | contract | exact laws that apply | verdicts | refuted | undecided |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  writeFileSync(`${root}docs/false-alarms.md`, text);
}
