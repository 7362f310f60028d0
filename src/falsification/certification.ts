import { ablate } from './ablation.ts';
import type { Ablation } from './counterexample.ts';
import { DECIDING, mainMetric, type Examination } from './examination.ts';
import { errorShare } from './error-share.ts';
import type { Setting } from './setting.ts';
import { withValue } from './space/field.ts';
import type { Space } from './space/space.ts';
import type { TaskResult } from './task.ts';

/** Settings of a chain that are tried to be certified, from the simplest back. */
const BACK = 3;

/** A setting that is certified, and what each of its ingredients is to it. */
export interface Certified {
  /** The chain that leads to it. */
  readonly chain: readonly Setting[];
  readonly result: TaskResult;
  /** Of its streams. */
  readonly phase: string;
  readonly alpha: number;
  readonly metric: string;
  readonly ablation: readonly Ablation[];
}

/**
 * Certifies the simplest setting of a chain that can be, and then what is left of it without the ingredients that are not essential:
 * windows of a certification are longer than those that shrinking has looked at, and what mattered there may not matter here.
 *
 * @param alpha of all certifications together: the k-th is tested at α · 6/(π²k²)
 * @returns why nothing is certified, if nothing is
 */
export async function certifySimplest(
  space: Space,
  chain: readonly Setting[],
  exam: Examination,
  alpha: number,
): Promise<Certified | { readonly reason: string }> {
  let tests = 0;
  const certify = async (led: readonly Setting[]): Promise<Certified | TaskResult> => {
    const [setting, level, phase] = [led[led.length - 1], errorShare(++tests) * alpha, `certify/${tests}`];
    const result = await exam.decide(setting, phase, { alpha: level, certify: true, replicaLimit: DECIDING });
    if (result.verdict !== 'refuted') return result;
    const metric = mainMetric(result)!;
    return { chain: led, result, phase, alpha: level, metric, ablation: await ablate(space, setting, metric, exam, phase) };
  };
  let reason: string | undefined;
  for (let back = 0; back < Math.min(BACK, chain.length); back++) {
    const tried = await certify(chain.slice(0, chain.length - back));
    if ('ablation' in tried) return pruned(space, tried, certify);
    if (back === 0) reason = tried.reason;
  }
  return { reason: reason ?? 'it was refuted once and not again on new streams' };
}

/** Takes away what is not essential, all at once or else one after the other, as long as what is left is certified. */
async function pruned(
  space: Space,
  certified: Certified,
  certify: (led: readonly Setting[]) => Promise<Certified | TaskResult>,
): Promise<Certified> {
  const { chain, ablation } = certified;
  const setting = chain[chain.length - 1];
  const spare = ablation.filter(({ essential }) => !essential).map(({ ingredient }) => ingredient.path);
  const attempts = spare.length > 1 ? [spare, ...spare.map((path) => [path])] : spare.map((path) => [path]);
  for (const paths of attempts) {
    const simpler = space.settled(paths.reduce((made, path) => withValue(made, path, space.field(path).plain), setting));
    const tried = await certify([...chain, simpler]);
    if ('ablation' in tried) return pruned(space, tried, certify);
  }
  return certified;
}
