/**
 * Writes `index.ts` in every folder that is a registry: one import a file, one list of all members. Adding a member is adding its
 * file; nothing else is edited. The ids of laws are written as a type, too. A file is a member when it exports a constant annotated with the registry's type.
 */
import { readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/', import.meta.url));

/** folder, file that declares the type, type, name of the list; whether the public entry exports each member */
const registries = [
  ['records', 'record-kind.ts', 'RecordKind', 'recordKinds'],
  ['optimizers', 'optimizer.ts', 'Optimizer', 'optimizers', 'public'],
  ['metrics', 'metric.ts', 'Metric', 'metrics', 'public'],
  ['datasets', 'dataset.ts', 'Dataset', 'datasets'],
  ['networks/layers', 'layer.ts', 'Layer', 'layers'],
  ['dynamics/wasm/layers', 'layer-binding.ts', 'LayerBinding', 'layerBindings'],
  ['objectives', 'objective.ts', 'ObjectiveFamily', 'objectiveFamilies', 'public'],
  ['drives', 'drive.ts', 'Drive', 'drives'],
  ['inference/findings', 'finder.ts', 'Finder', 'finders'],
  ['inference/decay-designs', 'decay-design.ts', 'DecayDesign', 'decayDesigns'],
  ['inference/core/families', 'family.ts', 'Family', 'families'],
  ['laws', 'law.ts', 'Law', 'laws', 'public'],
  ['studies', 'study.ts', 'Study', 'studies'],
  ['subjects/kinds', 'subject-kind.ts', 'SubjectKind', 'subjectKinds'],
  ['report/reporters', 'reporter.ts', 'Reporter', 'reporters'],
  ['falsification/conjectures', 'conjecture.ts', 'Conjecture', 'conjectures'],
  ['falsification/proposers', 'proposer.ts', 'Proposer', 'proposers'],
  ['cli/commands', 'command-definition.ts', 'CommandDefinition', 'commands'],
];

for (const [folder, typeFile, type, list, isPublic] of registries) {
  const directory = join(source, folder);
  if (!existsSync(join(directory, typeFile))) continue;
  const members = readdirSync(directory, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('index.ts') && file !== typeFile)
    .sort()
    .flatMap((file) => {
      const matches = readFileSync(join(directory, file), 'utf8').matchAll(new RegExp(`^export const (\\w+): ${type}\\b`, 'gm'));
      return Array.from(matches, ([, name]) => ({ name, file: file.replaceAll('\\', '/') }));
    });
  const text = [
    `// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.`,
    `import type { ${type} } from './${typeFile}';`,
    ...members.map(({ name, file }) => `import { ${name} } from './${file}';`),
    '',
    ...(isPublic ? [`export { ${members.map(({ name }) => name).join(', ')} };`, ''] : []),
    `/** All members of this folder, in the order of their file names. */`,
    `export const ${list}: readonly ${type}[] = [${members.map(({ name }) => name).join(', ')}];`,
    '',
  ].join('\n');
  writeIfChanged(join(directory, 'index.ts'), text);
  if (folder === 'laws') writeIfChanged(join(directory, 'law-id.ts'), lawIds(directory, members));
}

writeIfChanged(join(source, 'statistics/index.ts'), publicNames(join(source, 'statistics')));

/** An index that exports whatever the files of a folder export, but for what says `@internal`. */
function publicNames(directory) {
  const lines = readdirSync(directory)
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .sort()
    .flatMap((file) => {
      const text = readFileSync(join(directory, file), 'utf8');
      const declared = text.matchAll(/^(\/\*\*(?:(?!\*\/)[^])*\*\/\n)?export (function|const|class|interface|type) (\w+)/gm);
      const own = Array.from(declared)
        .filter(([, comment]) => !comment?.includes('@internal'))
        .map(([, , kind, name]) => (kind === 'interface' || kind === 'type' ? `type ${name}` : name));
      const passedOn = Array.from(text.matchAll(/^export \{([^}]*)\} from/gm), ([, names]) => names.split(','));
      const names = [...own, ...passedOn.flat().map((name) => name.trim())].filter((name) => name !== '');
      return names.length === 0 ? [] : [`export { ${names.sort().join(', ')} } from './${file}';`];
    });
  const heading = '// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.';
  return [heading, ...lines, ''].join('\n');
}

/** The ids of laws as a type, so that one that does not exist does not compile. */
function lawIds(directory, members) {
  const ids = members.map(({ file }) => /\bid: '([\w-]+)'/.exec(readFileSync(join(directory, file), 'utf8'))[1]);
  return [
    '// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.',
    "import type { OwnLaws } from './own-laws.ts';",
    '',
    '/** The laws that ship with the package. */',
    'export type BuiltinLawId =',
    ...ids.map((id, i) => `  | '${id}'${i === ids.length - 1 ? ';' : ''}`),
    '',
    '/** What can be asked by name: a law that ships with the package, or one of `OwnLaws`. */',
    'export type LawId = BuiltinLawId | Extract<keyof OwnLaws, string>;',
    '',
  ].join('\n');
}

function writeIfChanged(path, text) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}
