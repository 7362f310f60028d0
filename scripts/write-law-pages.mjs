/**
 * Writes docs/laws.md from what the laws say of themselves, and from the kill matrix where there is one.
 *
 *     node scripts/write-law-pages.mjs [--print]
 *
 * Reads the built package (npm run build). With --print the page goes to stdout and no file is written.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { laws } from '../dist/index.js';
import { meaningOfHolds } from '../dist/verdicts/beta.js';

const matrix = new URL('../fixtures/planted-bugs/kill-matrix.json', import.meta.url);
const bugs = existsSync(matrix) ? JSON.parse(readFileSync(matrix, 'utf8')).bugs : undefined;

/** The planted bugs that a law refutes; a contract or its absence is not another bug. */
function caught(id) {
  const names = bugs
    .filter(({ refutedBy }) => refutedBy.includes(id))
    .map(({ file }) => file.replace(/(-uncontracted)?\.mjs$/, ''));
  const distinct = [...new Set(names)];
  if (distinct.length === 0) return 'none of `fixtures/planted-bugs`';
  const shown = distinct.slice(0, 12).map((name) => `\`${name}\``);
  const others = distinct.length - shown.length;
  const rest = others === 0 ? '' : `, and ${others} ${others === 1 ? 'other' : 'others'} ([all](kill-matrix.md))`;
  return `${shown.join(', ')}${rest}`;
}

const lines = [
  '<!-- Written by scripts/write-law-pages.mjs; do not edit. -->',
  '',
  '# Laws',
  '',
  'Exact laws allow no error, or that of rounding, and draw at least 200 configurations. Statistical laws compare distributions under the',
  "run's error budget. Each file of `properties/` states one law as a property, with a subject that breaks it.",
];
for (const tier of ['exact', 'statistical']) {
  lines.push('', `## ${tier === 'exact' ? 'Exact' : 'Statistical'}`);
  if (tier === 'statistical')
    lines.push(
      '',
      'A verdict has three values. `refuted`: an effect outside the tolerance is shown, on fresh streams and again at a later time, at α. `holds`:',
      `${meaningOfHolds}.`,
      'Everything else is `undecided` and says why. How often whole laws are wrong, and what they see: [false refutations](calibration-laws.md), [power](power.md).',
    );
  for (const { id, claim, formula, domain, source } of laws.filter((law) => law.tier === tier)) {
    lines.push('', `### ${id}`, '', claim, '', '```', formula, '```', '');
    lines.push(`- Domain: ${domain}.`, `- Source: ${source}.`);
    if (bugs !== undefined) lines.push(`- Planted bugs that it refutes: ${caught(id)}.`);
    lines.push(`- As a property: [\`properties/${id}.property.ts\`](../properties/${id}.property.ts)`);
  }
}
const page = `${lines.join('\n')}\n`;

if (process.argv.includes('--print')) process.stdout.write(page);
else writeFileSync(new URL('../docs/laws.md', import.meta.url), page);
