/**
 * How long a campaign takes to find what is known to break the conjecture of equilibrium, with no hint, and how much of that a search
 * needs which draws at random.
 *
 *     npm run find-known -- [--seeds 1,…,10] [--steps 100000000] [--compare] [--rows known.jsonl]
 *
 * For each seed a campaign of one island in one thread. `--compare` runs each again with the proposer `random` alone, everything else
 * being equal, and prints the ratio of replica-steps, with and without those that explain what has been found, and by what they cost;
 * what random search does not find counts with all that it has used, which favours it. What is done is kept in `--rows`, and not done again.
 */
import { parseArgs } from 'node:util';
import { median } from 'simple-statistics';
import { numberOption } from '../number-option.ts';
import { progressFile } from '../progress-file.ts';
import { table } from '../table-row.ts';
import { known, findKnown, type FoundKnown, type Used } from './known-eight.ts';

type Way = 'directed' | 'random';
/** A line of the file of rows. */
interface Row extends FoundKnown {
  readonly key: string;
  readonly way: Way;
  readonly seed: number;
}

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3,4,5,6,7,8,9,10' },
    steps: { type: 'string', default: '100000000' },
    compare: { type: 'boolean', default: false },
    rows: { type: 'string' },
  },
});
const seeds = options.seeds.split(',').map(Number);
const most = numberOption(options, 'steps', 1);
const ways: readonly Way[] = options.compare ? ['directed', 'random'] : ['directed'];
const { rows, add } = progressFile<Row>(options.rows, ({ key }) => key);
const names = Object.keys(known);
const millions = (steps: number): string => `${(steps / 1e6).toFixed(1)}M`;

for (const seed of seeds)
  for (const way of ways) {
    const key = `${way} ${seed}`;
    if (rows.has(key)) continue;
    console.log(`${key}:`);
    const found = await findKnown(seed, most, way === 'random' ? ['random'] : undefined, (line) => console.log(`  ${line}`));
    add({ key, way, seed, ...found });
    const { tried, steps, cpu, seconds } = found;
    console.log(`  ${tried} tried, ${millions(steps)} replica-steps, ${cpu.toFixed(0)} s CPU, ${seconds.toFixed(0)} s`);
  }

const rowsOf = (way: Way): Row[] => seeds.map((seed) => rows.get(`${way} ${seed}`)!);
for (const way of ways) {
  console.log(`\n${way}: replica-steps, CPU seconds and ingredients of each\n`);
  const found = rowsOf(way).map(({ seed, when }) => [
    seed,
    ...names.map((name) => {
      const at = when[name];
      return at === undefined ? '–' : `${millions(at.steps)} / ${at.seconds.toFixed(0)} s / ${at.ingredients}`;
    }),
  ]);
  const count = (name: string): number => rowsOf(way).filter(({ when }) => when[name] !== undefined).length;
  const counts = names.map((name) => `${count(name)} of ${seeds.length}`);
  console.log(table(['seed', ...names], [...found, ['found', ...counts]]));
}

/** How the ways compare in a count of replica-steps, name by name. */
function compare(what: string, count: keyof Used): void {
  const used = (row: Row, name: string): number => row.when[name]?.[count] ?? row[count];
  const line = (name: string, of: (row: Row) => number) => {
    const [directed, random] = ways.map((way) => median(rowsOf(way).map(of)));
    return { ratio: directed / random, cells: [name, millions(directed), millions(random), (directed / random).toFixed(2)] };
  };
  const each = names.map((name) => line(name, (row) => used(row, name)));
  const last = line('all of them', (row) => Math.max(...names.map((name) => used(row, name))));
  const middle = [`median of the ${names.length}`, '', '', median(each.map(({ ratio }) => ratio)).toFixed(2)];
  console.log(`\n${table([what, 'directed', 'random', 'ratio'], [...each.map(({ cells }) => cells), middle, last.cells])}`);
}
if (options.compare) {
  // What is found is explained alike, however it was found.
  compare('without those that explain, in replica-steps of the plain setting', 'price');
  compare('without those that explain', 'searching');
  compare('all replica-steps', 'steps');
}
