/**
 * Runs one command under several versions of Node, and compares its JSON document, its duration aside.
 *
 *     npm run nodes -- PATH_OF_NODE...                       gate --seed 1, under these and the Node that runs this
 *     npm run nodes -- PATH_OF_NODE... -- check builtin:adamw --seed 1
 *
 * Exits with 1 where two documents or exit codes differ, and says where they first do; with 2 where there is no document to compare.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const given = process.argv.slice(2);
const border = given.indexOf('--');
const nodes = [process.execPath, ...(border < 0 ? given : given.slice(0, border))];
const words = border < 0 ? ['gate', '--seed', '1'] : given.slice(border + 1);

function stop(problem) {
  console.error(problem);
  process.exit(2);
}

function run(node) {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  if (!version) stop(`${node} is no Node that starts here; give the path of its program`);
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(node, [program, ...words, '--json', '--quiet'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (!stdout.startsWith('{')) stop(`${version} exits with ${status} and prints no document`);
  // A gate that holds has nothing to say there.
  if (stderr !== '') stop(`${version} writes to standard error: ${stderr}`);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { elapsedSeconds: _, ...document } = JSON.parse(stdout);
  console.log(`${version}: exit ${status}, ${document.verdict}, ${document.results?.length} results, ${seconds.toFixed(1)} s`);
  return { version, status, document };
}

/** Where two values first differ, as a path and both; `undefined` where they are the same. */
function difference(a, b, path = '') {
  if (Object.is(a, b)) return undefined;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return `${path || 'the document'}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
  const order = [Object.keys(a), Object.keys(b)].map((keys) => keys.join(' '));
  if (order[0] !== order[1]) return `${path || 'the document'} has the keys ${order[0]}, and ${order[1]}`;
  for (const key of Object.keys(a)) {
    const found = difference(a[key], b[key], path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const [first, ...others] = nodes.map(run);
for (const other of others) {
  const found = difference({ exit: first.status, ...first.document }, { exit: other.status, ...other.document });
  console.log(`${first.version} and ${other.version}: ${found === undefined ? 'the same' : `differ at ${found}`}`);
  if (found !== undefined) process.exitCode = 1;
}
