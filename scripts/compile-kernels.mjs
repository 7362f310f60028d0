/**
 * Compiles every kernel of `assembly/kernels` to `dist/kernels/float32.wasm` and `float64.wasm`: all exported functions of these
 * files are exports of the module, and `Real` is the type of its numbers. Nothing is done if nothing has changed.
 */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const kernels = readdirSync(`${root}assembly/kernels`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => `assembly/kernels/${file.replaceAll('\\', '/')}`);
const precisions = [
  ['float32', 'f32'],
  ['float64', 'f64'],
];

// 201: sizes are 32-bit on both sides; 112: vectors only pass between kernels.
const options = '-O3 --noAssert --runtime stub --enable simd --exportTable --disableWarning 201 --disableWarning 112'.split(' ');

const changed = (file) => statSync(`${root}${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
// Without folders, whose times say when the files came there: in a copy, now.
const sources = readdirSync(`${root}assembly`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') || file.endsWith('.json'))
  .map((file) => `assembly/${file}`);
const newest = Math.max(...[...sources, 'scripts/compile-kernels.mjs', 'package-lock.json'].map(changed));
const outdated = precisions.filter(([precision]) => changed(`dist/kernels/${precision}.wasm`) <= newest);
if (outdated.length === 0) process.exit(0);

mkdirSync(`${root}dist/kernels`, { recursive: true });
const { default: asc } = await import('assemblyscript/asc');
for (const [precision, type] of outdated) {
  const output = ['--outFile', `dist/kernels/${precision}.wasm`];
  const { error, stderr } = await asc.main([...kernels, '--baseDir', root, '--use', `Real=${type}`, ...output, ...options]);
  process.stderr.write(stderr.toString());
  if (error) process.exit(1);
}
