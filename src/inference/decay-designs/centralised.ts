import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { stream } from '../../random/stream.ts';
import { measuringPrecision, tolerance } from '../measuring-precision.ts';
import { normalTensors, scaled } from '../probe-problem.ts';
import type { DecayDesign } from './decay-design.ts';

/** The step is centralised with its decay in it: rows of matrices keep their means. */
export const centralised: DecayDesign = {
  source: 'Yong et al. 2020, gradient centralisation, applied to the update as in Ranger21 and timm',
  rank: 4.7,
  *propose({ optimizer, base, probe }) {
    if (base.kind !== 'decoupled' || !keepsMeans(optimizer, probe.fill ?? 0)) return;
    const sentence = 'steps are centralised with the decay in them: rows of matrices keep their means, and the rest decays';
    yield { hypothesis: { ...base, centred: true }, cause: 'decay-share-of-step', sentence };
  },
};

const shape: readonly number[] = [4, 3];

/** Whether steps without decay leave the mean of each row of a matrix where it is. */
function keepsMeans(optimizer: Optimizer, fill: number): boolean {
  const source = stream('inference', 'centralised');
  const precision = measuringPrecision(optimizer);
  const run = new OptimizerRun(optimizer, normalTensors([shape], precision, source.seek(0, 0)));
  const before = scaled(run.parameters, 1)[0].data;
  for (let step = 1; step <= fill + 3; step++) run.step(normalTensors([shape], precision, source.seek(1, step)), 2 ** -5, 0);
  const [{ data }] = run.parameters;
  const moves = Array.from(data, (w, j) => w - before[j]);
  const largest = Math.max(...moves.map(Math.abs));
  const rows = Array.from({ length: shape[0] }, (_, row) => moves.slice(row * shape[1], (row + 1) * shape[1]));
  const keeps = (row: readonly number[]): boolean =>
    Math.abs(row.reduce((sum, x) => sum + x, 0)) <= tolerance(optimizer, 1e-9, 1e-4) * largest;
  return largest > 0 && rows.every(keeps);
}
