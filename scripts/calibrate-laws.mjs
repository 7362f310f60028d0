/**
 * Measures what whole statistical laws promise: how often they refute SGD on engines where every law is true of it, and how often they
 * remain undecided. A run is all of it: draw, pilot, search, confirmation, many replicas, shrinking, certification.
 *
 *     node scripts/calibrate-laws.mjs [--runs 10000] [--seed 1] [--laws ID,ID] [--kinds WORD] [--rows FILE]
 *         [--output docs/calibration-laws.md]
 *
 * With --rows, counts are kept in a file as runs are made, and go on from there: a calibration can be made in parts, and made longer.
 *
 * Reads the built package (npm run build). Exits with 1 when the upper bound of a rate of false refutations exceeds its nominal rate.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inferProfile } from '../dist/inference/infer-profile.js';
import { laws, objective, sgd } from '../dist/index.js';
import { alphaStable } from '../dist/random/alpha-stable.js';
import { exponential } from '../dist/random/exponential.js';
import { normal } from '../dist/random/normal.js';
import { clopperPearson } from '../dist/statistics/index.js';
import { meanFieldEngine } from './mean-field-engine.mjs';

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
const runs = Number(options.runs);
const first = Number(options.seed);
const NOMINAL = 1e-2;

const normalBlock = { block: (source) => 0.05 * normal(source) };
const often = (source, share) => source.uniform() < share;

/** A run that has not reached its limit: ln ρ is off by 5 %, to either side by arm, and comes closer by e in so many 1/κ. */
const transient = (time) => ({
  ...normalBlock,
  drift: (initialisation) => {
    const side = /first|above|arm 0|start/.test(initialisation) ? 1 : -1;
    return (clock) => side * 0.05 * Math.exp(-clock / time);
  },
});

const kinds = {
  normal: normalBlock,
  'Student, 3 d.f.': {
    block: (source) => (0.05 * normal(source)) / Math.sqrt(2 * exponential(source) + normal(source) ** 2),
  },
  '1.5-stable': { block: (source) => 0.01 * alphaStable(source, 1.5) },
  '1.2-stable': { block: (source) => 0.005 * alphaStable(source, 1.2) },
  'blocks of AR(0.99)': {
    series(source, n) {
      let x = 0.03 * normal(source);
      return Array.from({ length: n }, () => (x = 0.99 * x + 0.03 * Math.sqrt(1 - 0.99 ** 2) * normal(source)));
    },
  },
  'jumps by one nat, 1 in 500': { ...normalBlock, replica: (source) => ({ offset: often(source, 1 / 500) ? 1 : 0 }) },
  'jumps by one nat, 1 in 50': { ...normalBlock, replica: (source) => ({ offset: often(source, 1 / 50) ? 1 : 0 }) },
  'NaN, 1 in 50': { ...normalBlock, replica: (source) => ({ diverges: often(source, 1 / 50) }) },
  'NaN, 1 in 5': { ...normalBlock, replica: (source) => ({ diverges: often(source, 1 / 5) }) },
  'a transient of 40/κ': transient(40),
  'a transient of 200/κ': transient(200),
  'a quarter of the units dead': {
    ...normalBlock,
    drift: () => (clock) => -0.25 * clock,
  },
};
/** A slow transient is what this law denies. */
const denied = { 'fast-equilibrium': /transient/ };

const stage = objective('isotropic-noise?dimension=2');
const subject = { optimizer: sgd, profile: inferProfile(sgd) };
const chosen = laws.filter(
  ({ tier, id }) => tier === 'statistical' && (options.laws === '' || options.laws.split(',').includes(id)),
);

const share = (n, of) => `${((100 * n) / of).toFixed(1)} %`;
const kept = options.rows !== undefined && existsSync(options.rows) ? JSON.parse(readFileSync(options.rows, 'utf8')) : {};
const keep = () => {
  if (options.rows !== undefined) writeFileSync(options.rows, JSON.stringify(kept));
};

/** Counts of a law under a kind of noise, as many runs as are asked for, those that are known among them. */
async function counted(law, kind, noise) {
  /** @type {any} */
  const engine = meanFieldEngine(noise);
  const count = (kept[`${law.id} | ${kind}`] ??= { made: 0, holds: 0, refuted: 0, undecided: 0, rejected: 0, reasons: {} });
  for (; count.made < runs; count.made++) {
    if (count.made % 50 === 0) keep();
    const context = {
      subject,
      objective: stage,
      engine,
      configurations: 1,
      alpha: NOMINAL,
      replicaLimit: 128,
      seed: first + count.made,
    };
    try {
      const { verdict, reason, diagnosis } = await law.check(context);
      count[verdict] += 1;
      if (verdict === 'holds') continue;
      const text = `${verdict}: ${(reason ?? diagnosis).replace(/[\d.]+/g, '#')}`;
      count.reasons[text] = (count.reasons[text] ?? 0) + 1;
    } catch (error) {
      if (error.code !== 'UNDERPOWERED') throw error;
      count.rejected += 1;
    }
  }
  keep();
  return count;
}

const rows = [];
let broken = 0;
for (const law of chosen) {
  const pooled = { runs: 0, refuted: 0, undecided: 0, rejected: 0 };
  for (const [kind, noise] of Object.entries(kinds).filter(([name]) => name.includes(options.kinds))) {
    const { made, reasons, ...count } = await counted(law, kind, noise);
    const [, upper] = clopperPearson(count.refuted, made, 0.9);
    const claimed = !denied[law.id]?.test(kind);
    if (claimed) {
      pooled.runs += made;
      for (const value of ['refuted', 'undecided', 'rejected']) pooled[value] += count[value];
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
    process.stderr.write(
      `${law.id} | ${kind}: ${JSON.stringify(count)}, at most ${upper.toPrecision(2)}; ${usual.slice(0, 160)}\n`,
    );
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

const line = (cells) => `| ${cells.join(' | ')} |`;
const text = `# False refutations of whole laws

Each row is so many runs of one law, from the draw to the certification, at a nominal rate of ${NOMINAL}. The engine trains nothing: norms follow the exact mean
course of SGD, of which every law is true, and the noise named is added to what is read, independently in each arm. "At most" is the
95 % upper bound of Clopper and Pearson of the rate of refutations. \`undecided\` names its reason; "rejected" are settings that could not show what the law promises.
Ten thousand runs of each law are what this is meant to be made with; where the table has fewer, it is a part of that, and goes on with --rows.
Written by \`scripts/calibrate-laws.mjs\`; the tests inside are calibrated in [calibration.md](calibration.md).

${line(['law', 'noise', 'runs', 'refuted', 'at most', 'undecided', 'rejected before'])}
${line(Array(7).fill('---'))}
${rows.map(line).join('\n')}
`;
if (options.output) writeFileSync(options.output, text);
else process.stdout.write(text);
process.exitCode = broken > 0 ? 1 : 0;
