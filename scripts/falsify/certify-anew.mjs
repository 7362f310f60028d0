/**
 * Pursues every kept counterexample again, on new streams, and writes what comes of it in its place: for when windows, starts or
 * streams have changed, and replays are no longer the same to the bit. What is not certified again is removed.
 *
 *     node scripts/falsify/certify-anew.mjs [seed]
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fastestEngine } from '../../dist/dynamics/fastest-engine.js';
import { conjectures } from '../../dist/falsification/conjectures/index.js';
import { evaluateHere } from '../../dist/falsification/evaluate.js';
import { examination } from '../../dist/falsification/examination.js';
import { counterexampleOf } from '../../dist/falsification/kept-counterexample.js';
import { pursue } from '../../dist/falsification/pursue.js';
import { spaceFor } from '../../dist/falsification/space-for.js';
import { keep, readCorpus } from '../../dist/suite/campaign/corpus-folder.js';
import { version } from '../../dist/suite/version.js';

const corpus = fileURLToPath(new URL('../../fixtures/counterexamples/', import.meta.url));
const seed = Number(process.argv[2] ?? 1);
const alpha = 1e-6;

for (const conjecture of conjectures) {
  const folder = join(corpus, conjecture.id);
  let files;
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    continue;
  }
  for (const [k, file] of files.sort().entries()) {
    const before = counterexampleOf(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    if ('problem' in before) throw new Error(`${file}: ${before.problem}`);
    const name = `anew/${file}`;
    const space = spaceFor(conjecture, {});
    const exam = examination(evaluateHere({ conjecture, engine: fastestEngine, seed, fixed: {} }), name);
    const end = await pursue(
      {
        conjecture,
        space,
        fixed: {},
        references: before.fixed,
        version,
        exam,
        alpha: (alpha * 6) / (Math.PI ** 2 * (k + 1) ** 2),
        streams: { seed, phase: name },
        tell: () => {},
      },
      space.settled(before.setting),
    );
    rmSync(join(folder, file));
    const { counterexamples } = await readCorpus(corpus, conjecture.id);
    const kept =
      end.kind === 'certified' ? keep(corpus, { ...end.counterexample, status: before.status }, counterexamples) : end.reason;
    console.log(`${conjecture.id}/${file}: ${kept ?? 'is another by now'}`);
  }
}
