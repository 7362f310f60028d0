import { join } from 'node:path';
import type { Counterexample } from '../falsification/counterexample.ts';
import { conditionOf } from '../falsification/sentence.ts';
import { writeFileWhole } from '../records/write-file-whole.ts';
import { counterexampleFigure } from '../report/figures/counterexample-figure.ts';
import { renderFigure } from '../report/figures/render-figure.ts';
import { traceKept } from '../suite/campaign/trace-kept.ts';

/** Draws counterexamples: `<folder>/<conjecture>/<slug>.svg`. */
export async function drawFigures(found: readonly Counterexample[], folder: string, directory: string): Promise<void> {
  for (const each of found) {
    const { traces, space } = await traceKept(each, directory);
    const condition = conditionOf(space, each);
    const svg = await renderFigure(counterexampleFigure({ counterexample: each, condition, traces, space }));
    writeFileWhole(join(folder, each.conjecture, `${each.slug}.svg`), svg);
  }
}
