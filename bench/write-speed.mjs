/**
 * Writes the tables of docs/speed.md: where the time of the exact laws goes for a module, for PyTorch and for optax. On a quiet machine,
 * with a Python that has both (INTRINSIC_LR_PYTHON):
 *
 *     npm run build && node bench/write-speed.mjs        # one minute
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../docs/speed.md', import.meta.url));
const program = fileURLToPath(new URL('./subject.mjs', import.meta.url));
const subjects = {
  'AdamW as a module': './bench/subjects/adamw.mjs',
  'torch:AdamW': 'torch:AdamW',
  'optax:adamw': 'optax:adamw',
};

let text = readFileSync(file, 'utf8');
for (const [title, reference] of Object.entries(subjects)) {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const table = execFileSync(process.execPath, [program, reference], { cwd, encoding: 'utf8' }).replaceAll(reference, title);
  const start = text.indexOf(`| ${title} |`);
  if (start < 0) throw new Error(`docs/speed.md has no table that begins with "| ${title} |"`);
  text = text.slice(0, start) + table + text.slice(text.indexOf('\n\n', start) + 1);
}
writeFileSync(file, text);
