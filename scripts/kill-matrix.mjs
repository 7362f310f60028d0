/**
 * Measures which laws see which planted bug, and whether any law refutes a correct optimizer.
 *
 *     node scripts/kill-matrix.mjs [--configurations 200] [--seed 0] [--only text]
 *     node scripts/kill-matrix.mjs --false-alarms 20 [--folder path]     correct subjects only, under that many seeds
 *
 * Reads the built package (npm run build). Every number is a function of seed and configurations. The first form writes
 * docs/kill-matrix.md and fixtures/planted-bugs/kill-matrix.json (with --only: these rows of them), the second one prints what it refutes and
 * exits with 1 if there is anything. Progress goes to stderr.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    configurations: { type: 'string', default: '200' },
    seed: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
    'false-alarms': { type: 'string', default: '0' },
    folder: { type: 'string' },
    dist: { type: 'string', default: fileURLToPath(new URL('../dist/', import.meta.url)) },
  },
});
const configurations = Number(options.configurations);
const seed = Number(options.seed);
const seeds = Number(options['false-alarms']);
if (![configurations, seed, seeds].every(Number.isInteger)) {
  console.error('--configurations, --seed and --false-alarms must be integers');
  process.exit(2);
}

const built = (path) => import(pathToFileURL(resolve(options.dist, path)).href);
const { laws } = await built('laws/index.js');
const { inferProfile } = await built('inference/infer-profile.js');
const { objective: objectiveOf } = await built('objectives/reference.js');
const { fastestEngine: engine } = await built('dynamics/fastest-engine.js');
const { optimizers } = await built('optimizers/index.js');
const { exactObjectives, statisticalObjectives } = await built('suite/defaults.js');

const exactLaws = laws.filter(({ tier }) => tier === 'exact');
const statisticalLaws = laws.filter(({ tier }) => tier === 'statistical');
const planted = new URL('../fixtures/planted-bugs/', import.meta.url);

let copies = 0;
/** A new copy at each call: some bugs live in module scope, and what one law leaves there must not reach the next. */
const moduleSource = (url) => async () => (await import(`${url.href}?copy=${copies++}`)).default;
const modulesIn = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => ({ name: file, source: moduleSource(new URL(file, folder)) }));

/** Every law that applies to a subject: its verdict, or the reason why it does not apply. */
async function examine(source, profile, among, objective, settings) {
  const verdicts = [];
  for (const law of among) {
    const subject = { optimizer: await source(), profile };
    if (law.applies(subject, objective) !== true) continue;
    verdicts.push(await law.check({ subject, objective, engine, alpha: 1e-6, replicaLimit: 64, ...settings }));
  }
  return verdicts;
}

if (seeds > 0) await countFalseAlarms();
else await writeKillMatrix();

async function countFalseAlarms() {
  const withoutContract = (optimizer) => ({
    ...optimizer,
    contract: optimizer.contract?.exempt === undefined ? undefined : { exempt: optimizer.contract.exempt },
  });
  const subjects =
    options.folder === undefined
      ? [
          ...modulesIn(new URL('correct/', planted)),
          ...modulesIn(new URL('../test/quality/unusual-optimizers/', import.meta.url)),
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

async function writeKillMatrix() {
  const catalogue = JSON.parse(readFileSync(new URL('catalogue.json', planted), 'utf8'));
  const objective = objectiveOf(exactObjectives[0]);
  const rows = [];
  for (const { file, bug, diagnosis: keywords, arguable } of catalogue.filter((entry) => entry.file.includes(options.only))) {
    const source = moduleSource(new URL(file, planted));
    const profile = inferProfile(await source());
    const exact = await examine(source, profile, exactLaws, objective, { seed, configurations });
    const verdicts = exact.filter(({ verdict }) => verdict === 'refuted');
    // Statistics cost minutes a subject, so they are asked only about what the exact laws do not see.
    for (const reference of verdicts.length > 0 ? [] : statisticalObjectives) {
      const more = await examine(source, profile, statisticalLaws, objectiveOf(reference), { seed, configurations });
      verdicts.push(...more.filter(({ verdict }) => verdict === 'refuted'));
    }
    const isNamed = (sentence) => keywords.some((keyword) => sentence.toLowerCase().includes(keyword.toLowerCase()));
    const named = verdicts.filter(({ diagnosis }) => isNamed(diagnosis)).map(({ law }) => law);
    rows.push({
      file,
      bug,
      refutedBy: verdicts.map(({ law }) => law),
      named,
      ...(verdicts.length === 0 && { notes: profile.notes.map(({ sentence }) => sentence) }),
      ...(arguable !== undefined && { arguable }),
    });
    console.error(`${file}: ${verdicts.map(({ law }) => law).join(', ') || 'none'}${named.length > 0 ? '' : ', not named'}`);
    if (named.length === 0) for (const { law, diagnosis } of verdicts) console.error(`    ${law}: ${diagnosis}`);
  }
  // What was not asked this time keeps its row.
  const stored = options.only === '' ? [] : JSON.parse(readFileSync(new URL('kill-matrix.json', planted), 'utf8')).bugs;
  const bugs = catalogue.flatMap(({ file }) => [...rows, ...stored].filter((row) => row.file === file).slice(0, 1));
  const record = { configurations, seed, objective: objective.reference, bugs };
  writeFileSync(new URL('kill-matrix.json', planted), `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(new URL('../docs/kill-matrix.md', import.meta.url), markdown(record));
}

function markdown({ configurations: count, objective, bugs }) {
  const tierOf = (id) => laws.find((law) => law.id === id).tier;
  const columns = exactLaws.map(({ id }) => id).filter((id) => bugs.some(({ refutedBy }) => refutedBy.includes(id)));
  const silent = exactLaws.map(({ id }) => id).filter((id) => !columns.includes(id));
  const mark = (law, { refutedBy, named }) => (named.includes(law) ? '●' : refutedBy.includes(law) ? '○' : '');
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const by = (tier) => bugs.filter(({ refutedBy }) => refutedBy.some((law) => tierOf(law) === tier));
  const exact = by('exact');
  const unseen = bugs.filter((bug) => !exact.includes(bug));
  const only = (law) => bugs.filter(({ refutedBy }) => refutedBy.length === 1 && refutedBy[0] === law).length;
  return [
    '# Which law sees which planted bug',
    '',
    `Written by \`npm run kill-matrix\`: every module of \`fixtures/planted-bugs\` against every exact law, ${count} configurations each, on`,
    `\`${objective}\`. ● the law refutes the module and its diagnosis names the mistake; ○ it refutes it in other words.`,
    '',
    `* ${exact.length} of ${bugs.length} planted bugs are refuted by exact laws, ${bugs.filter(({ named }) => named.length > 0).length} of them by name.`,
    `* Refuted by a statistical law only: ${list(by('statistical').filter((bug) => !exact.includes(bug)))}.`,
    `* Refuted by no law: ${list(unseen.filter(({ refutedBy }) => refutedBy.length === 0))}.`,
    ...(silent.length > 0
      ? [
          `* Not in the table, because no optimizer can break them (they are claims about objectives) or none of these does: ${silent.join(', ')}.`,
        ]
      : []),
    '',
    line(['planted bug', 'mistake', ...columns]),
    line(['---', '---', ...columns.map(() => ':-:')]),
    ...bugs.map((row) => line([row.file.replace(/\.mjs$/, ''), row.bug, ...columns.map((law) => mark(law, row))])),
    line(['**refuted**', '', ...columns.map((law) => bugs.filter(({ refutedBy }) => refutedBy.includes(law)).length)]),
    line(['**by this law only**', '', ...columns.map(only)]),
    '',
  ].join('\n');
}

function list(bugs) {
  const describe = ({ file, notes, arguable }) =>
    `${file.replace(/\.mjs$/, '')}${notes?.length > 0 ? ` (noted: ${notes.join('; ')})` : ''}${arguable === undefined ? '' : ` (arguable: ${arguable})`}`;
  return bugs.map(describe).join(', ') || 'none';
}
