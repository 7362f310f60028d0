import type { Precision } from '../arithmetic/tensor.ts';
import type { OptimizerRun } from '../dynamics/optimizer-run.ts';
import { lookInto } from './revealed-states.ts';

/** Least normal number of a format, and by how much more a number may be in one of two runs that are compared. */
const least: Readonly<Record<Precision, number>> = { float32: 2 ** -126, float64: 2 ** -1022 };
const apart = 2 ** 40;

/** Whether a state has numbers that are subnormal, or nearly so: there, multiplying by powers of two no longer commutes with rounding. */
export function nearsUnderflow(run: OptimizerRun, precision: Precision): boolean {
  const arrays = run.look((state) => lookInto(state, run.optimizer.copyState === undefined)?.()) ?? [];
  const limit = least[precision] * apart;
  return arrays.some((array) => Array.from(array).some((x) => x !== 0 && Math.abs(x) < limit));
}
