import { existsSync, readFileSync } from 'node:fs';
import { laws } from '../../src/index.ts';
import { meaningOfHolds } from '../../src/verdicts/beta.ts';

/** What is read of a row of the kill matrix. */
interface PlantedBug {
  readonly file: string;
  readonly refutedBy: readonly string[];
}

/** The planted bugs that a law refutes; a contract or its absence is not another bug. */
function caught(bugs: readonly PlantedBug[], id: string): string {
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

/** docs/laws.md: what the laws say of themselves, and what they refute of the kill matrix where there is one. */
export function lawPage(): string {
  const matrix = new URL('../../fixtures/planted-bugs/kill-matrix.json', import.meta.url);
  const bugs = existsSync(matrix)
    ? (JSON.parse(readFileSync(matrix, 'utf8')) as { bugs: readonly PlantedBug[] }).bugs
    : undefined;
  const lines = [
    '<!-- Written by npm run documents; do not edit. -->',
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
        '',
        'A statistical law starts from a symmetry and a decay. Where a contract claims both, what fails is refuted. Where they were measured, at first steps,',
        'a failure may as well mean that the rule is another one later, which breaks no promise: that is `undecided`, unless measurement found a mistake by itself.',
      );
    for (const { id, claim, formula, domain, source } of laws.filter((law) => law.tier === tier)) {
      lines.push('', `### ${id}`, '', claim, '', '```', formula, '```', '');
      lines.push(`- Domain: ${domain}.`, `- Source: ${source}.`);
      if (bugs !== undefined) lines.push(`- Planted bugs that it refutes: ${caught(bugs, id)}.`);
      lines.push(`- As a property: [\`properties/${id}.property.ts\`](../properties/${id}.property.ts)`);
    }
  }
  return `${lines.join('\n')}\n`;
}
