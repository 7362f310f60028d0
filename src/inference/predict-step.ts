import type { Tensor } from '../arithmetic/tensor.ts';
import { OptimizerRun } from '../dynamics/optimizer-run.ts';
import type { DecayHypothesis, Setting } from './decay-hypothesis.ts';
import { plus, scaled } from './probe-problem.ts';

/**
 * Where a step would lead under a hypothesis, by the subject's own update at λ = 0, forked from its present state:
 *
 *     coupled      U(w, g + λw; 0)
 *     decoupled    U(w, g; 0) − ηλ w  or  U((1 − ηλ) w, g; 0)   (beside or before),   (1 − ηλ) U(w, g; 0)   (after),
 *                  U(w, g; 0)/(1 + ηλ)   (proximal)
 *     independent  the same with λ for ηλ
 *     none         U(w, g; 0)
 *
 * so no reference implementation is needed: the subject is compared with itself. Decay beside the update and decay before it are
 * the same where the update does not look at the weights; a threshold on ‖g‖/‖w‖, or an average of weights, does.
 *
 * @param origin where the decay leads to; default: zero
 * @returns what is to be asked when the run itself has been stepped too, so that all of it is waited for once: where the step leads
 *   without decay, and one run for each prediction, or two where both readings are right
 */
export function predictStep(
  run: OptimizerRun,
  gradients: readonly Tensor[],
  setting: Setting,
  hypothesis: DecayHypothesis,
  origin?: readonly Tensor[],
): { undecayed(): Tensor[]; predicted(): OptimizerRun[] } {
  const { kind, order, exempt, mask, strength, of, both, centred } = hypothesis;
  const { learningRate } = setting;
  const weightDecay = setting.weightDecay * (strength?.(setting) ?? 1);
  // What shrinks: nothing of a tensor that is exempt.
  const shrinking = (w: readonly Tensor[]): Tensor[] =>
    plus(w, origin === undefined ? 0 : -1, origin ?? w).map((tensor, i) =>
      exempt?.(tensor.shape, String(i))
        ? scaled([tensor], 0)[0]
        : of === undefined
          ? centred === true && tensor.shape.length > 1
            ? besideMeans(tensor)
            : tensor
          : termOf(tensor, gradients[i], (w, g) => of(w, g, setting)),
    );
  const before = scaled(run.parameters, 1);
  const twin = run.fork();
  twin.step(gradients, learningRate, 0);
  const undecayed = twin.reading();
  if (kind === 'coupled') {
    const coupled = run.fork();
    coupled.step(plus(gradients, weightDecay, shrinking(before)), learningRate, 0);
    const shrinkToo = (): OptimizerRun => {
      const shrunk = plus(coupled.parameters, -learningRate * weightDecay, before);
      coupled.parameters.forEach(({ data }, i) => data.set(shrunk[i].data));
      return coupled;
    };
    return { undecayed, predicted: () => [both === true ? shrinkToo() : coupled] };
  }
  const rate = kind === 'none' ? 0 : kind === 'decoupled' ? learningRate * weightDecay : weightDecay;
  const share = order === 'proximal' ? rate / (1 + rate) : rate;
  const decay = (decaying: OptimizerRun, w: readonly Tensor[], atRest = true): OptimizerRun => {
    const shrunk = shrinking(w);
    const step = mask === 'cautious' ? undecayed() : undefined;
    decaying.parameters.forEach(({ data }, i) => {
      for (let j = 0; j < data.length; j++) {
        const along = step === undefined ? -1 : (step[i].data[j] - before[i].data[j]) * before[i].data[j];
        if (along < 0 || (atRest && along === 0)) data[j] -= share * shrunk[i].data[j];
      }
    });
    return decaying;
  };
  if (kind === 'none') return { undecayed, predicted: () => [decay(twin, before)] };
  const from = (): readonly Tensor[] => (order === 'before' ? before : undecayed());
  if (mask === 'cautious') {
    // u·w ≥ 0 is as good a mask as u·w > 0: what an update leaves at rest is decayed, or is not.
    const strict = run.fork();
    strict.step(gradients, learningRate, 0);
    return { undecayed, predicted: () => [decay(twin, from()), decay(strict, from(), false)] };
  }
  if (order !== 'before') return { undecayed, predicted: () => [decay(twin, from())] };
  const early = decay(run.fork(), before);
  early.step(gradients, learningRate, 0);
  return { undecayed, predicted: () => [decay(twin, before), early] };
}

/** What each row has beside its mean. */
function besideMeans({ data, shape }: Tensor): Tensor {
  const columns = data.length / shape[0];
  const beside = data.slice() as typeof data;
  for (let from = 0; from < data.length; from += columns) {
    let mean = 0;
    for (let j = from; j < from + columns; j++) mean += data[j] / columns;
    for (let j = from; j < from + columns; j++) beside[j] -= mean;
  }
  return { data: beside, shape };
}

function termOf({ data, shape }: Tensor, gradient: Tensor, of: (w: number, gradient: number) => number): Tensor {
  return { data: data.map((w, j) => of(w, gradient.data[j])) as typeof data, shape };
}
