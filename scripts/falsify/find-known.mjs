/**
 * How long a campaign takes to find what is known to break the conjecture of equilibrium, with no hint, and how much of that a search
 * needs which draws at random.
 *
 *     node scripts/falsify/find-known.mjs [--seeds 1,…,10] [--steps 100000000] [--compare] [--rows known.jsonl]
 *
 * For each seed a campaign of one island in one thread. `--compare` runs each again with the proposer `random` alone, everything else
 * being equal, and prints the ratio of replica-steps, with and without those that explain what has been found; what random search does
 * not find counts with all that it has used, which favours it. What is done is kept in `--rows`, and not done again.
 */
import { known, findKnown } from './known-eight.mjs';
import { option, progressFile } from './progress-file.mjs';

const seeds = option('seeds', '1,2,3,4,5,6,7,8,9,10').split(',').map(Number);
const most = Number(option('steps', 100_000_000));
const ways = process.argv.includes('--compare') ? ['directed', 'random'] : ['directed'];
const { rows, add } = progressFile(option('rows'));
const names = Object.keys(known);

for (const seed of seeds)
  for (const way of ways) {
    const key = `${way} ${seed}`;
    if (rows.has(key)) continue;
    console.log(`${key}:`);
    const found = await findKnown(seed, most, way === 'random' ? ['random'] : undefined, (line) => console.log(`  ${line}`));
    add({ key, way, seed, ...found });
    const { tried, steps, cpu, seconds } = found;
    console.log(`  ${tried} tried, ${(steps / 1e6).toFixed(1)}M replica-steps, ${cpu.toFixed(0)} s CPU, ${seconds.toFixed(0)} s`);
  }

const rowsOf = (way) => seeds.map((seed) => rows.get(`${way} ${seed}`));
for (const way of ways) {
  console.log(`\n${way}: replica-steps, CPU seconds and ingredients of each\n\n| seed | ${names.join(' | ')} |`);
  console.log(`|---|${names.map(() => '---').join('|')}|`);
  for (const { seed, when } of rowsOf(way)) {
    const cells = names.map((name) => {
      const at = when[name];
      return at === undefined ? '–' : `${(at.steps / 1e6).toFixed(1)}M / ${at.seconds.toFixed(0)} s / ${at.ingredients}`;
    });
    console.log(`| ${seed} | ${cells.join(' | ')} |`);
  }
  const count = (name) => rowsOf(way).filter(({ when }) => when[name] !== undefined).length;
  console.log(`| found | ${names.map((name) => `${count(name)} of ${seeds.length}`).join(' | ')} |`);
}

if (ways.length === 2) {
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  const table = (what, count) => {
    const used = (way, name) => median(rowsOf(way).map((row) => row.when[name]?.[count] ?? row[count]));
    console.log(`\n| ${what} | directed | random | ratio |\n|---|---|---|---|`);
    const ratios = names.map((name) => {
      const [directed, random] = [used('directed', name), used('random', name)];
      console.log(
        `| ${name} | ${(directed / 1e6).toFixed(1)}M | ${(random / 1e6).toFixed(1)}M | ${(directed / random).toFixed(2)} |`,
      );
      return directed / random;
    });
    console.log(`| median of ${names.length} | | | ${median(ratios).toFixed(2)} |`);
  };
  // What is found is explained alike, however it was found.
  table('without the steps that explain', 'searching');
  table('all replica-steps', 'steps');
}
