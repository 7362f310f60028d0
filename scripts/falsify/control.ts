/**
 * The control of the search: what it says where there is nothing to find.
 *
 *     npm run control -- [--settings 1000] [--campaigns 200] [--steps 1000000] [--seed 1] [--rows control.jsonl] [--planted]
 *
 * First, settings drawn at random from where theory supports the claim of equilibrium: batch normalisation, one basin, no scale, noise
 * of mini-batches, a horizon of at least 20/(ηλ). Each is tested as a campaign confirms, and what is refuted there is pursued to its
 * certification. Then campaigns on a null that is true by construction, at α = 1e-3: the second history is the first on other streams,
 * whatever setting is drawn. What is done is kept in `--rows`, and not done again. Exit code 1 where anything is refuted. `--planted`
 * gives every surveyed setting an ε in its normaliser, so that the control has something to find.
 */
import { parseArgs } from 'node:util';
import { clopperPearson } from '../../src/index.ts';
import { numberOption } from '../number-option.ts';
import { table } from '../table-row.ts';
import { ALPHA, isFalse, runControl, type ControlRow } from './run-control.ts';

const { values: options } = parseArgs({
  options: {
    settings: { type: 'string', default: '1000' },
    campaigns: { type: 'string', default: '200' },
    steps: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    rows: { type: 'string' },
    planted: { type: 'boolean', default: false },
  },
});
const { rows, planted } = options;
const [settings, campaigns] = [numberOption(options, 'settings'), numberOption(options, 'campaigns')];
const [steps, seed] = [numberOption(options, 'steps', 1), numberOption(options, 'seed')];
const begun = performance.now();

const bad = (
  await runControl({ settings, campaigns, steps, seed, planted, rows }, (kind, done, counts) => {
    const minutes = (performance.now() - begun) / 60_000;
    const all = kind === 'setting' ? settings : campaigns;
    console.log(`${kind} ${done} of ${all} after ${minutes.toFixed(1)} min: ${JSON.stringify(counts)}`);
  })
).filter(isFalse);

/** Certified refutations, and the 95 % upper bound of their share. */
function counted(kind: ControlRow['kind'], all: number): string {
  const failed = bad.filter((row) => row.kind === kind).length;
  return all === 0 ? `${failed}` : `${failed}, at most ${(100 * clopperPearson(failed, all, 0.95)[1]).toPrecision(2)} %`;
}
console.log(
  table(
    ['control', 'number', 'certified refutations'],
    [
      ['settings where theory supports the claim', settings, counted('setting', settings)],
      [`campaigns on a true null, α = ${ALPHA}, ${steps} steps`, campaigns, counted('campaign', campaigns)],
    ],
  ),
);
for (const { key, sentence, found = [], words = '' } of bad) console.log(`  ${key}: ${sentence ?? found.join('; ')} (${words})`);
process.exitCode = bad.length > 0 ? 1 : 0;
