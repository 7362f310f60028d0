/**
 * Measures which laws see which planted bug, and whether any law refutes a correct optimizer.
 *
 *     npm run kill-matrix -- [--configurations 200] [--seed 0] [--only text]
 *     npm run kill-matrix -- --false-alarms 20 [--folder path]     correct subjects only, under that many seeds
 *
 * Every number is a function of seed and configurations. The first form writes
 * docs/kill-matrix.md and fixtures/planted-bugs/kill-matrix.json (with --only: these rows of them), the second one prints what it refutes and
 * exits with 1 if there is anything. Progress goes to stderr.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import {
  fastestEngine as engine,
  inferProfile,
  laws,
  objective as objectiveOf,
  optimizers,
  type Law,
  type Objective,
  type Optimizer,
  type Profile,
  type Verdict,
} from '../../src/index.ts';
import { exactObjectives, statisticalObjectives } from '../../src/suite/defaults.ts';
import { numberOption } from '../number-option.ts';
import { killMatrixPage, type KillMatrix, type KilledBug } from './kill-matrix-page.ts';

/** Makes an optimizer anew. */
type Source = () => Optimizer | Promise<Optimizer>;
/** An optimizer with what it is called. */
interface Named {
  readonly name: string;
  readonly source: Source;
}
/** A line of the catalogue of planted bugs. */
interface PlantedBug {
  readonly file: string;
  readonly bug: string;
  /** Words of which one names the mistake. */
  readonly diagnosis: readonly string[];
  readonly arguable?: string;
}
/** How a law is asked. */
interface Settings {
  readonly seed: number;
  readonly configurations: number;
}

const { values: options } = parseArgs({
  options: {
    configurations: { type: 'string', default: '200' },
    seed: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
    'false-alarms': { type: 'string', default: '0' },
    folder: { type: 'string' },
  },
});
const configurations = numberOption(options, 'configurations', 1);
const seed = numberOption(options, 'seed');
const seeds = numberOption(options, 'false-alarms');

const exactLaws = laws.filter(({ tier }) => tier === 'exact');
const statisticalLaws = laws.filter(({ tier }) => tier === 'statistical');
const planted = new URL('../../fixtures/planted-bugs/', import.meta.url);

let copies = 0;
/** A new copy at each call: some bugs live in module scope, and what one law leaves there must not reach the next. */
const moduleSource =
  (url: URL): Source =>
  async () =>
    ((await import(`${url.href}?copy=${copies++}`)) as { default: Optimizer }).default;
const modulesIn = (folder: URL): Named[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => ({ name: file, source: moduleSource(new URL(file, folder)) }));

/** Every law that applies to a subject: its verdict, or the reason why it does not apply. */
async function examine(
  source: Source,
  profile: Profile,
  among: readonly Law[],
  objective: Objective,
  settings: Settings,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const law of among) {
    const subject = { optimizer: await source(), profile };
    if (law.applies(subject, objective) !== true) continue;
    try {
      verdicts.push(await law.check({ subject, objective, engine, alpha: 1e-6, replicaLimit: 64, ...settings }));
    } catch (error) {
      // So few replicas may be too few to see anything: then nothing is refuted.
      if ((error as { code?: string }).code !== 'UNDERPOWERED') throw error;
    }
  }
  return verdicts;
}

const unique = (verdicts: readonly Verdict[]): string[] => [...new Set(verdicts.map(({ law }) => law))];

if (seeds > 0) await countFalseAlarms();
else await writeKillMatrix();

async function countFalseAlarms(): Promise<void> {
  const withoutContract = (optimizer: Optimizer): Optimizer => ({
    ...optimizer,
    contract: optimizer.contract?.exempt === undefined ? undefined : { exempt: optimizer.contract.exempt },
  });
  const subjects: Named[] =
    options.folder === undefined
      ? [
          ...modulesIn(new URL('correct/', planted)),
          ...modulesIn(new URL('../../test/quality/unusual-optimizers/', import.meta.url)),
          ...optimizers.flatMap((optimizer) => [
            { name: optimizer.name, source: () => optimizer },
            { name: `${optimizer.name}, no contract`, source: () => withoutContract(optimizer) },
          ]),
        ]
      : modulesIn(pathToFileURL(`${resolve(options.folder)}/`));
  const objective = objectiveOf(exactObjectives[0]);
  let alarms = 0;
  let checks = 0;
  for (const { name, source } of subjects.filter((subject) => subject.name.includes(options.only))) {
    const start = alarms;
    // No seed enters the inference.
    const profile = inferProfile(await source());
    for (let trial = seed; trial < seed + seeds; trial++) {
      const verdicts = await examine(source, profile, exactLaws, objective, { seed: trial, configurations });
      checks += 1;
      for (const { law, verdict, effect, diagnosis, reason, counterexample } of verdicts) {
        if (verdict === 'holds') continue;
        alarms += 1;
        console.log(`${name}, seed ${trial}: ${law} ${verdict} with effect ${effect}: ${diagnosis ?? reason}`);
        console.log(`    ${JSON.stringify(counterexample)}`);
      }
    }
    console.error(`${name}: ${alarms - start} in ${seeds} runs`);
  }
  console.log(`${alarms} refutations of correct subjects in ${checks} runs of ${configurations} configurations a law`);
  process.exitCode = alarms > 0 ? 1 : 0;
}

async function writeKillMatrix(): Promise<void> {
  const catalogue = JSON.parse(readFileSync(new URL('catalogue.json', planted), 'utf8')) as PlantedBug[];
  const objective = objectiveOf(exactObjectives[0]);
  const rows: KilledBug[] = [];
  for (const { file, bug, diagnosis: keywords, arguable } of catalogue.filter((entry) => entry.file.includes(options.only))) {
    const source = moduleSource(new URL(file, planted));
    const profile = inferProfile(await source());
    const exact = await examine(source, profile, exactLaws, objective, { seed, configurations });
    const verdicts = exact.filter(({ verdict }) => verdict === 'refuted');
    // What no exact law refutes may be a published design: then the notes say which.
    const notes = verdicts.length === 0 ? profile.notes.map(({ sentence }) => sentence) : [];
    // Statistics cost minutes a subject, so they are asked only about what the exact laws do not see.
    for (const reference of verdicts.length > 0 ? [] : statisticalObjectives) {
      const more = await examine(source, profile, statisticalLaws, objectiveOf(reference), { seed, configurations });
      verdicts.push(...more.filter(({ verdict }) => verdict === 'refuted'));
    }
    const isNamed = (sentence = ''): boolean =>
      keywords.some((keyword) => sentence.toLowerCase().includes(keyword.toLowerCase()));
    // A statistical law is asked on several objectives, and is one law all the same.
    const refutedBy = unique(verdicts);
    const named = unique(verdicts.filter(({ diagnosis }) => isNamed(diagnosis)));
    rows.push({
      file,
      bug,
      refutedBy,
      named,
      ...(notes.length > 0 && { notes }),
      ...(arguable !== undefined && { arguable }),
    });
    console.error(`${file}: ${refutedBy.join(', ') || 'none'}${named.length > 0 ? '' : ', not named'}`);
    if (named.length === 0) for (const { law, diagnosis } of verdicts) console.error(`    ${law}: ${diagnosis}`);
  }
  // What was not asked this time keeps its row.
  const stored =
    options.only === '' ? [] : (JSON.parse(readFileSync(new URL('kill-matrix.json', planted), 'utf8')) as KillMatrix).bugs;
  const bugs = catalogue.flatMap(({ file }) => [...rows, ...stored].filter((row) => row.file === file).slice(0, 1));
  const record: KillMatrix = { configurations, seed, objective: objective.reference, bugs };
  writeFileSync(new URL('kill-matrix.json', planted), `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(new URL('../../docs/kill-matrix.md', import.meta.url), killMatrixPage(record));
}
