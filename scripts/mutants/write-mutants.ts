import { writeFileSync } from 'node:fs';
import type { ExaminedMutant } from './examine-mutant.ts';
import { mutations, twins } from './mutants.ts';

/** How many are caught, and how many of them by a cause that names the mistake. */
export function countMutants(among: readonly ExaminedMutant[]): { readonly caught: number; readonly named: number } {
  const named = among.filter(({ outcome }) => outcome === 'named').length;
  return { named, caught: named + among.filter(({ outcome }) => outcome === 'caught').length };
}

/** A part of so many, in percent. */
export const share = (part: number, { length }: readonly unknown[]): string => `${((100 * part) / length).toFixed(1)} %`;

/** Writes the page of the generated mutants, and what a test compares with. */
export function writeMutants(
  root: URL,
  examined: readonly ExaminedMutant[],
  { seed, configurations }: { readonly seed: number; readonly configurations: number },
): void {
  const { caught, named } = countMutants(examined);
  const unnamed = examined.filter(({ outcome }) => outcome !== 'named').map(({ name, outcome }) => [name, outcome]);
  writeFileSync(
    new URL('fixtures/mutants.json', root),
    `${JSON.stringify({ seed, configurations, mutants: examined.length, caught, named, unnamed }, undefined, 2)}\n`,
  );
  const rows = mutations.map(({ name }) => {
    const among = examined.filter(({ mutation }) => mutation === name);
    const counts = countMutants(among);
    return `| ${name} | ${among.length} | ${counts.caught} | ${counts.named} |`;
  });
  const page = `<!-- Written by scripts/mutants/measure-mutants.ts; do not edit. -->

# Generated mutants

Every built-in optimizer with every mistake around it: ${examined.length} mutants that behave otherwise than their originals, without
contracts but where the mistake is one against a claim. ${caught} are caught (${share(caught, examined)}), ${named} by a cause that names the
mistake or cannot be told from it (${share(named, examined)}), in ${configurations} configurations at seed ${seed}. \`npm run mutants\` measures it again.

| mistake | mutants | caught | named |
| --- | --- | --- | --- |
${rows.join('\n')}

## Where a mistake is none

These are not counted: the optimizer with the mistake makes the moves of a published rule, to rounding, and nothing can tell them apart
where nothing is claimed.

| mutant | is |
| --- | --- |
${twins()
  .map(({ name, design }) => `| ${name} | ${design} |`)
  .join('\n')}
`;
  writeFileSync(new URL('docs/mutants.md', root), page);
}
