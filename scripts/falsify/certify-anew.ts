/**
 * Pursues every kept counterexample again, on new streams, and writes what comes of it in its place: for when windows, starts or
 * streams have changed, and replays are no longer the same to the bit. What is not certified again is removed.
 *
 *     node scripts/run.mjs scripts/falsify/certify-anew.ts [seed]
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fastestEngine } from '../../src/index.ts';
import { conjectures } from '../../src/falsification/conjectures/index.ts';
import { evaluateHere } from '../../src/falsification/evaluate.ts';
import { examination } from '../../src/falsification/examination.ts';
import { counterexampleOf } from '../../src/falsification/kept-counterexample.ts';
import { pursue } from '../../src/falsification/pursue.ts';
import { spaceFor } from '../../src/falsification/space-for.ts';
import { keep, readCorpus } from '../../src/suite/campaign/corpus-folder.ts';
import { version } from '../../src/suite/version.ts';

const corpus = fileURLToPath(new URL('../../fixtures/counterexamples/', import.meta.url));
const seed = Number(process.argv[2] ?? 1);
const alpha = 1e-6;

for (const conjecture of conjectures) {
  const folder = join(corpus, conjecture.id);
  let files: string[];
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
