/**
 * Builds the package into dist/: registries, kernels, JavaScript with types, schemas. Nothing is done where nothing that goes into it has
 * changed since; `--force` does it all the same.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const stampFile = `${root}dist/.built`;

/** What goes into a build. */
const folders = ['src', 'assembly', 'scripts'];
const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Names, sizes and times of everything that goes into a build. */
function stamp() {
  const hash = createHash('sha256').update(process.version);
  const paths = folders.flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`),
  );
  for (const path of [...paths.sort(), ...files.map((file) => root + file)]) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex');
}

function run(...command) {
  execFileSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
}

/** @param force build all the same */
function build(force) {
  const isBuilt = existsSync(stampFile) && existsSync(`${root}dist/index.js`) && readFileSync(stampFile, 'utf8') === stamp();
  if (isBuilt && !force) return;
  rmSync(stampFile, { force: true });
  run('scripts/write-indexes.mjs');
  // What is compiled is what is there now: a file that changes meanwhile is built the next time.
  const now = stamp();
  run('scripts/compile-kernels.mjs');
  run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  run('scripts/join-modules.mjs');
  run('scripts/run.mjs', 'scripts/write-schemas.ts');
  run('scripts/write-vitest-types.mjs');
  mkdirSync(`${root}dist`, { recursive: true });
  writeFileSync(stampFile, now);
}

try {
  build(process.argv.includes('--force'));
} catch (thrown) {
  // A step that failed has said why.
  if (thrown.status === undefined) throw thrown;
  process.exitCode = thrown.status;
}
