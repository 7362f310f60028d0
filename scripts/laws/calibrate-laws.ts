/**
 * Measures what whole statistical laws promise: how often they refute SGD on engines where every law is true of it, and how often they
 * remain undecided. A run is all of it: draw, pilot, search, confirmation, many replicas, shrinking, certification.
 *
 *     npm run calibrate:laws -- [--runs 10000] [--seed 1] [--laws ID,ID] [--kinds WORD] [--rows FILE]
 *         [--output docs/calibration-laws.md]
 *
 * With --rows, counts are kept in a file as runs are made, and go on from there: a calibration can be made in parts, and made longer.
 *
 * Exits with 1 when the upper bound of a rate of false refutations exceeds its nominal rate.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { clopperPearson, inferProfile, laws, objective, sgd, type Law } from '../../src/index.ts';
import { numberOption } from '../number-option.ts';
import { progressFile } from '../progress-file.ts';
import { table } from '../table-row.ts';
import { meanFieldEngine, type Noise } from './mean-field-engine.ts';
import { noises } from './noises.ts';

/** What came of the runs of a law under a kind of noise. */
interface Count {
  readonly key: string;
  made: number;
  holds: number;
  refuted: number;
  undecided: number;
  /** Settings that could not show what the law promises. */
  rejected: number;
  /** How often each reason was given for another verdict than `holds`. */
  readonly reasons: Record<string, number>;
}

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    laws: { type: 'string', default: '' },
    kinds: { type: 'string', default: '' },
    rows: { type: 'string' },
    output: { type: 'string' },
  },
});
const runs = numberOption(options, 'runs', 1);
const first = numberOption(options, 'seed');
const NOMINAL = 1e-2;
/** Runs after which counts are kept. */
const KEPT = 50;
/** A slow transient is what this law denies. */
const denied: Readonly<Record<string, RegExp>> = { 'fast-equilibrium': /transient/ };

const stage = objective('isotropic-noise?dimension=2');
const subject = { optimizer: sgd, profile: inferProfile(sgd) };
const chosen = laws.filter(
  ({ tier, id }) => tier === 'statistical' && (options.laws === '' || options.laws.split(',').includes(id)),
);
const kept = progressFile<Count>(options.rows, ({ key }) => key);

/** Counts of a law under a kind of noise, as many runs as are asked for, those that are known among them. */
async function counted(law: Law, kind: string, noise: Noise): Promise<Count> {
  const engine = meanFieldEngine(noise);
  const key = `${law.id} | ${kind}`;
  const count = kept.rows.get(key) ?? { key, made: 0, holds: 0, refuted: 0, undecided: 0, rejected: 0, reasons: {} };
  if (count.made >= runs) return count;
  const settings = { subject, objective: stage, engine, configurations: 1, alpha: NOMINAL, replicaLimit: 128 };
  for (; count.made < runs; count.made++) {
    if (count.made % KEPT === KEPT - 1) kept.add(count);
    try {
      const { verdict, reason, diagnosis } = await law.check({ ...settings, seed: first + count.made });
      count[verdict] += 1;
      if (verdict === 'holds') continue;
      const text = `${verdict}: ${(reason ?? diagnosis ?? '').replace(/[\d.]+/g, '#')}`;
      count.reasons[text] = (count.reasons[text] ?? 0) + 1;
    } catch (error) {
      if ((error as { code?: string }).code !== 'UNDERPOWERED') throw error;
      count.rejected += 1;
    }
  }
  kept.add(count);
  return count;
}

const share = (n: number, of: number): string => `${((100 * n) / of).toFixed(1)} %`;
const rows: (string | number)[][] = [];
let broken = 0;
for (const law of chosen) {
  const pooled = { runs: 0, refuted: 0, undecided: 0, rejected: 0 };
  for (const [kind, noise] of Object.entries(noises).filter(([name]) => name.includes(options.kinds))) {
    const { key, made, reasons, ...count } = await counted(law, kind, noise);
    const [, upper] = clopperPearson(count.refuted, made, 0.9);
    const claimed = !denied[law.id]?.test(kind);
    if (claimed) {
      pooled.runs += made;
      for (const value of ['refuted', 'undecided', 'rejected'] as const) pooled[value] += count[value];
    }
    rows.push([
      `\`${law.id}\``,
      kind,
      made,
      claimed ? count.refuted : `${count.refuted} (it is false)`,
      upper.toPrecision(2),
      share(count.undecided, made),
      share(count.rejected, made),
    ]);
    const [usual = ''] = Object.entries(reasons).sort(([, x], [, y]) => y - x)[0] ?? [];
    process.stderr.write(`${key}: ${JSON.stringify(count)}, at most ${upper.toPrecision(2)}; ${usual.slice(0, 160)}\n`);
  }
  const [, upper] = clopperPearson(pooled.refuted, pooled.runs, 0.9);
  if (upper > NOMINAL) broken += 1;
  rows.push([
    `\`${law.id}\``,
    '**all of which it is true**',
    pooled.runs,
    pooled.refuted,
    upper.toPrecision(2),
    share(pooled.undecided, pooled.runs),
    share(pooled.rejected, pooled.runs),
  ]);
}

const text = `# False refutations of whole laws

Each row is so many runs of one law, from the draw to the certification, at a nominal rate of ${NOMINAL}. The engine trains nothing: norms follow the exact mean
course of SGD, of which every law is true, and the noise named is added to what is read, independently in each arm. "At most" is the
95 % upper bound of Clopper and Pearson of the rate of refutations. \`undecided\` names its reason; "rejected" are settings that could not show what the law promises.
Ten thousand runs of each law are what this is meant to be made with; where the table has fewer, it is a part of that, and goes on with --rows.
Written by \`npm run calibrate:laws\`; the tests inside are calibrated in [calibration.md](calibration.md).

${table(['law', 'noise', 'runs', 'refuted', 'at most', 'undecided', 'rejected before'], rows)}
`;
if (options.output !== undefined) writeFileSync(options.output, text);
else process.stdout.write(text);
process.exitCode = broken > 0 ? 1 : 0;
