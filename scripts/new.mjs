/**
 * npm run new KIND NAME [-- --root DIR]
 *
 * Writes the file that adds a member of a kind, from the template of that kind in CONTRIBUTING.md or docs/templates.md, under a name of
 * one's own, and enters it into its index. Nothing that exists is written over. Without a kind it says which there are.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** kind → where its templates lie; a law comes with its property. */
const kinds = {
  optimizer: ['src/optimizers/'],
  objective: ['src/objectives/'],
  layer: ['src/networks/layers/'],
  dataset: ['src/datasets/'],
  law: ['src/laws/', 'properties/'],
  metric: ['src/metrics/'],
  statistic: ['src/statistics/'],
  study: ['src/studies/'],
  reporter: ['src/report/reporters/'],
  record: ['src/records/'],
  conjecture: ['src/falsification/conjectures/'],
  proposer: ['src/falsification/proposers/'],
  drive: ['src/drives/'],
  'subject-kind': ['src/subjects/kinds/'],
  command: ['src/cli/commands/'],
};
/** What a name ends in, where all files of a kind do. */
const endings = { record: '-record' };

/** What is left to do for a kind, beside what is said for all. */
const remains = {
  optimizer: `Then its reference values: two trajectories in
fixtures/oracles/optimizers.py, which test/optimizers/trajectories.test.ts asks for.
`,
  layer: `Then its gradient and its scales: npx vitest run test/networks/layers.test.ts
holds both against what it computes.
`,
  law: `Then a subject that breaks it, in its property; and npm run documents, which
enters it into the tables of README.md and docs/laws.md.
`,
};

const usage = `npm run new KIND NAME, where NAME is words with hyphens and KIND one of
${Object.entries(kinds)
  .map(([kind, folders]) => `  ${kind.padEnd(14)}${folders.join(', ')}`)
  .join('\n')}
`;

function refuse(message) {
  process.stderr.write(`${message}\n${usage}`);
  process.exit(2);
}

let given;
try {
  given = parseArgs({ allowPositionals: true, options: { root: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
} catch (thrown) {
  refuse(thrown.message);
}
const { positionals, values } = given;
if (values.help === true) {
  process.stdout.write(usage);
  process.exit(0);
}
const root = resolve(values.root ?? fileURLToPath(new URL('../', import.meta.url)));

const [kind, name, ...rest] = positionals;
if (rest.length > 0) refuse(`received ${rest.join(' ')} after the name, expected a kind and a name`);
if (kind === undefined) refuse('received no kind');
if (!Object.hasOwn(kinds, kind)) {
  const meant = Object.keys(kinds).find((known) => known.slice(0, 3) === kind.slice(0, 3));
  refuse(`there is no kind "${kind}"${meant === undefined ? '' : `; did you mean ${meant}?`}`);
}
if (name === undefined) refuse('received no name, expected words with hyphens, such as sign-momentum');
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  const hyphened = name
    .replace(/\.ts$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .toLowerCase();
  refuse(`received "${name}", expected words with hyphens between them, such as ${hyphened || 'sign-momentum'}`);
}

const camel = (text) => text.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const pascal = (text) => camel(`-${text}`);

const templates = ['CONTRIBUTING.md', 'docs/templates.md'].flatMap((page) =>
  Array.from(readFileSync(join(root, page), 'utf8').matchAll(/^```ts no-run (\S+)\n(.*?)^```$/gms), ([, path, text]) => ({
    path,
    text,
  })),
);
const chosen = kinds[kind].map((folder) => templates.find(({ path }) => path.startsWith(folder)));

/** Whether a word can be the name of a constant. */
function isName(word) {
  try {
    return typeof new Function(`'use strict'; const ${word} = 0;`) === 'function';
  } catch {
    return false;
  }
}
if (!isName(camel(name))) refuse(`${camel(name)} is a word of JavaScript, which no constant can be called; take another name`);
for (const { text } of chosen) {
  const imported = Array.from(
    text.matchAll(/^import (?:type )?(?:(\w+)|\{(.*?)\}) from/gm),
    ([, whole, parts]) => whole ?? parts,
  );
  const taken = imported.join(',').match(/\w+/g);
  if ([camel(name), pascal(name)].some((word) => taken.includes(word)))
    refuse(`the template of ${kind} imports something that is called ${camel(name)} or ${pascal(name)}; take another name`);
}

/** The template under another name: its file, its constant, its type and its id. */
function renamed({ path, text }) {
  const [, folder, file, ending] = /^(.*\/)([^/.]+)(\.[^/]*)$/.exec(path);
  const suffix = endings[kind] ?? '';
  const bare = name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : name;
  const before = file.slice(0, file.length - suffix.length);
  const replace = (all, from, to) => all.replaceAll(new RegExp(`(?<![\\w-])${from}(?![\\w-])`, 'g'), to);
  let changed = replace(text, before, bare);
  for (const [from, to] of [
    [camel(before + suffix), camel(bare + suffix)],
    [pascal(before + suffix), pascal(bare + suffix)],
  ])
    changed = replace(changed, from, to);
  return { file: `${folder}${bare}${suffix}${ending}`, text: changed };
}

const written = chosen.map(renamed);
for (const { file } of written) if (existsSync(join(root, file))) refuse(`${file} exists; take another name`);
for (const { file, text } of written) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
execFileSync(process.execPath, [join(root, 'scripts/write-indexes.mjs')], { stdio: 'inherit' });
process.stdout.write(`${written.map(({ file }) => `wrote ${file}`).join('\n')}
It is a working example: make it yours, then npm run types, npm run test:unit,
and a line in CHANGELOG.md.
${remains[kind] ?? ''}`);
