import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import { measuringPrecision } from '../measuring-precision.ts';
import { normalTensors, probeShapes } from '../probe-problem.ts';
import type { DecayDesign } from './decay-design.ts';

const steps = 16;

/** An entry that a threshold leaves where it is at a step, though it has a gradient, is not decayed at that step either. */
export const resting: DecayDesign = {
  source: 'Lin et al. 2018, Deep gradient compression, section 3: what is below a threshold is not updated',
  rank: 7.5,
  *propose({ optimizer, base, probe }) {
    if (!restWithTheirDecay(optimizer, probe.fill ?? 0)) return;
    yield {
      hypothesis: { ...base, mask: 'frozen' },
      cause: 'decay-masked',
      sentence: 'an entry is decayed only at steps at which the rule moves it: what stays below a threshold rests',
    };
  },
};

/**
 * Whether at some steps some entries with a gradient do not move, with λ or without, and at others they do. What rests where its gradient is
 * zero only skips its decay by mistake.
 */
function restWithTheirDecay(optimizer: Optimizer, fill: number): boolean {
  const source = stream('inference', 'resting');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  const seen = probeShapes.map(() => new Map<number, Set<boolean>>());
  for (let step = 1; step <= fill + steps; step++) {
    const g = normalTensors(probeShapes, precision, source.seek(1, step));
    const before = run.parameters.map(({ data }) => data.slice());
    const free = run.fork();
    free.step(g, 0.05, 0);
    run.step(g, 0.05, 0.2);
    if (step <= fill) continue;
    for (const [i, { data }] of run.parameters.entries()) {
      for (let j = 0; j < data.length; j++) {
        const moves = data[j] !== before[i][j];
        // A weight that stands still with λ and moves without it is a coincidence, or something else.
        if (moves !== (free.parameters[i].data[j] !== before[i][j])) return false;
        seen[i].set(j, (seen[i].get(j) ?? new Set()).add(moves));
      }
    }
  }
  return seen.some((entries) => [...entries.values()].some((each) => each.size === 2));
}
