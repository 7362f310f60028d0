/**
 * Writes the modules of dist/ and their types from what the compiler has left in .compiled.
 *
 * Every module keeps its place and its exports. What a command, a worker or the process of a subject always loads together is joined in one
 * file each, dist/joined/NAME.js, from which the modules' own files export: Node takes a third of a millisecond for each file of a
 * program, and a check has three hundred in each of two threads.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const compiled = fileURLToPath(new URL('../.compiled/', import.meta.url));
const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/**
 * Joined files, and the modules they are made for: each has all that these import at once and no file before it has. The modules that are
 * programs, which do something when they are loaded, are not among them.
 */
const joined = {
  subject: [
    'subjects/process/module/load-module.js',
    'subjects/process/module/serve.js',
    'subjects/process/module/subject-server.js',
  ],
  // What starts a worker and the process of a subject: laws are loaded meanwhile.
  begin: [
    'cli/begin-early.js',
    'subjects/isolate-subject.js',
    'subjects/silence-output.js',
    'subjects/process/environment.js',
    'suite/failure.js',
  ],
  laws: ['laws/index.js', 'inference/infer-profile.js', 'dynamics/fastest-engine.js', 'suite/run-task.js'],
  worker: ['suite/worker-tasks.js'],
  commands: ['cli/guard-process.js', 'cli/program.js', 'cli/execute-plan.js', 'suite/plan.js', 'cli/settings.js'],
};

const source = fileURLToPath(new URL('../src/', import.meta.url));
/** What is there still: the compiler leaves what it has made of a file that is gone. */
const files = readdirSync(compiled, { recursive: true, encoding: 'utf8' }).filter((path) =>
  existsSync(source + path.replace(/(\.d\.ts|\.js)$/, '.ts')),
);

const fromRoot = (path, name) => relative(compiled, resolve(compiled, dirname(path), name));

/** The modules that a module imports at once. */
function imports(path) {
  const found = readFileSync(compiled + path, 'utf8').matchAll(/^(?:import|export)\b[^'"()]*['"](\.[^'"]+)['"]/gm);
  return [...found].map(([, name]) => fromRoot(path, name));
}

/** The joined file in which each module is. */
const fileOf = new Map();
for (const [name, roots] of Object.entries(joined)) {
  const visit = (path) => {
    if (fileOf.has(path)) return;
    fileOf.set(path, name);
    imports(path).forEach(visit);
  };
  roots.forEach(visit);
}

/** Stands for dist/ in the name of a module that is not joined. */
const outside = 'module-of-dist:';

/** Files beside a module, and modules that it imports when they are needed, are where they were before it was joined. */
const keepPlaces = {
  name: 'keep-places',
  transform(code, id) {
    const path = relative(compiled, id);
    return code
      .replaceAll('import.meta.url', `new URL('../${path}', import.meta.url).href`)
      .replaceAll(/\bimport\('(\.[^']+)'\)/g, (whole, name) => {
        const target = fromRoot(path, name);
        return fileOf.has(target) ? whole : `import('${outside}${target}')`;
      });
  },
  renderChunk: (code) => code.replaceAll(outside, '../'),
};

rmSync(`${dist}joined`, { recursive: true, force: true });
for (const path of files.filter((file) => /\.(d\.ts|js)$/.test(file) && !fileOf.has(file))) {
  mkdirSync(dirname(dist + path), { recursive: true });
  copyFileSync(compiled + path, dist + path);
}
const build = await rolldown({
  // A module that is loaded at once by one and when needed by another is no mistake.
  onLog: (level, log, report) => (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT' ? undefined : report(level, log)),
  input: Object.fromEntries([...fileOf.keys()].map((path) => [path.slice(0, -3), compiled + path])),
  platform: 'node',
  external: (id) => !id.startsWith('.') && !id.startsWith('/'),
  plugins: [keepPlaces],
  treeshake: false,
});
await build.write({
  dir: dist,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'joined/[name].js',
  codeSplitting: {
    groups: Object.keys(joined).map((name) => ({ name, test: (id) => fileOf.get(relative(compiled, id)) === name })),
  },
});
await build.close();
