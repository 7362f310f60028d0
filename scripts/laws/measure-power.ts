/**
 * Measures what the statistical laws see when they are on their own: planted effects over many seeds, and correct code.
 *
 *     npm run power -- [--seeds 100] [--only TEXT] [--rows FILE] [--output docs/power.md]
 *
 * With --rows, rows are kept in a file as they are measured, and those that it has, with as many seeds or more, are written without
 * being measured again: a table can be made in parts, with more seeds for what is cheap.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inferProfile, objective, type LawContext } from '../../src/index.ts';
import { numberOption } from '../number-option.ts';
import { progressFile } from '../progress-file.ts';
import { table } from '../table-row.ts';
import { powerPlans, type PowerPlan } from './power-plans.ts';

/** A row of the table. */
interface Row {
  readonly key: string;
  readonly cells: readonly (string | number)[];
}

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    only: { type: 'string', default: '' },
    rows: { type: 'string' },
    output: { type: 'string' },
  },
});
const seeds = numberOption(options, 'seeds', 1);
const alpha = 1e-6;
const replicaLimit = 128;

const keyOf = ({ effect, law, stage }: PowerPlan): string => `${effect}, ${law}, ${stage}`;
const kept = progressFile<Row>(options.rows, ({ key }) => key);

async function measure(plan: PowerPlan): Promise<Row> {
  const { effect, law, stage, optimizer, engine, asked } = plan;
  const subject = { optimizer, profile: inferProfile(optimizer) };
  const context = { subject, objective: objective(stage), configurations: 200, alpha, replicaLimit, engine };
  const reason = asked.applies(context.subject, context.objective);
  if (reason !== true) throw new Error(`${law}: ${reason}`);
  const count = { holds: 0, refuted: 0, undecided: 0, rejected: 0 };
  const started = process.cpuUsage().user;
  let [replicas, decided] = [0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      const answer = await asked.check({ ...context, seed } satisfies LawContext);
      count[answer.verdict] += 1;
      if (answer.verdict === 'undecided') continue;
      decided += 1;
      replicas += answer.replicas;
    } catch (error) {
      if ((error as { code?: string }).code !== 'UNDERPOWERED') throw error;
      count.rejected += 1;
    }
  }
  const mean = decided === 0 ? '–' : (replicas / decided).toFixed(1);
  const seconds = ((process.cpuUsage().user - started) / 1e6 / seeds).toFixed(2);
  process.stderr.write(`${keyOf(plan)}: ${JSON.stringify(count)}, ${mean} replicas, ${seconds} s each\n`);
  const { refuted, holds, undecided, rejected } = count;
  return {
    key: keyOf(plan),
    cells: [effect, `\`${law}\``, `\`${stage}\``, seeds, refuted, holds, undecided, rejected, mean],
  };
}

/** Seeds that a row was made with. */
const seedsOf = ({ cells: [, , , made] }: Row): number => Number(made);

for (const plan of powerPlans) {
  const known = kept.rows.get(keyOf(plan));
  if ((known === undefined || seedsOf(known) < seeds) && keyOf(plan).includes(options.only)) kept.add(await measure(plan));
}

const rows = powerPlans.flatMap((plan) => {
  const row = kept.rows.get(keyOf(plan));
  return row === undefined ? [] : [row.cells];
});
const heading = ['planted effect', 'law', 'objective', 'seeds', 'refuted', 'holds', 'undecided', 'rejected before', 'replicas'];
const text = `# What the statistical laws see on their own

Exact laws are switched off; each row is so many seeds of one law on one objective, at α = ${alpha} for each verdict and with at most
${replicaLimit} replicas. Above, SGD with one planted effect: \`refuted\` is right, and of failures that are rare \`undecided\`. Below, the same SGD without it: \`holds\` is right.
A hundred seeds are what each row is meant to be made with; rows with fewer, and plans without a row, are still to be measured.
The last column is the mean number of replicas of each arm in the test that decided. Written by \`npm run power\`.

${table(heading, rows)}
`;
if (options.output !== undefined) writeFileSync(options.output, text);
else process.stdout.write(text);
