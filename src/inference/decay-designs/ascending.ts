import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import { measuringPrecision } from '../measuring-precision.ts';
import { normalTensors, probeShapes, scaled } from '../probe-problem.ts';
import type { DecayDesign } from './decay-design.ts';

/** Steps that go up their gradient turn it round before λw is added, so that weights shrink all the same. */
export const ascending: DecayDesign = {
  source: 'torch.optim, maximize: g = −g + λw',
  rank: 0.7,
  *propose({ optimizer, base, probe }) {
    if (base.kind !== 'coupled' || !climbs(optimizer, probe.fill ?? 0)) return;
    const sentence = 'steps go up the gradient, and λw is taken from it, so that weights shrink all the same';
    yield { hypothesis: { ...base, strength: () => -1 }, cause: 'ascent', sentence };
  },
};

/** Whether the first step that moves goes up its gradient in every tensor. */
function climbs(optimizer: Optimizer, fill: number): boolean {
  const source = stream('inference', 'ascending');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors(probeShapes, precision, source.seek(0, 0)));
  const gradients = normalTensors(probeShapes, precision, source.seek(1, 0));
  for (let step = 1; step <= fill; step++) run.step(gradients, 2 ** -7, 0);
  const before = scaled(run.parameters, 1);
  run.step(gradients, 2 ** -7, 0);
  return run.parameters.every(({ data }, i) => {
    let along = 0;
    for (let j = 0; j < data.length; j++) along += (data[j] - before[i].data[j]) * gradients[i].data[j];
    return along > 0;
  });
}
