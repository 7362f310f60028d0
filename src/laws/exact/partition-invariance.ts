import fc from 'fast-check';
import type { Tensor } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import { inTurn } from '../../dynamics/side-by-side.ts';
import { causes, type CauseId } from '../../inference/cause.ts';
import { shareBuffer } from '../../inference/company.ts';
import { drawsNoise } from '../../inference/draws-noise.ts';
import { foreignShape } from '../../inference/foreign-shape.ts';
import { frozenByTime } from '../../inference/frozen-by-time.ts';
import { distance, norm } from '../../inference/probe-problem.ts';
import type { Profile } from '../../inference/profile.ts';
import { randomTurns } from '../../inference/random-turns.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, machineEpsilon, shapeListsFor, type ExactConfiguration } from './drawn.ts';
import { exactLaw, type Measurement } from './exact-law.ts';
import { changeList, startSelective, viewOfList, type View } from './changing-list.ts';
import { drawScene, shareInScenes, sumRounding, type SceneDraw } from './partition-scene.ts';

type Configuration = ExactConfiguration & SceneDraw;

/** How a model is cut into tensors and instances does not change how a tensor is trained. */
export const partitionInvariance: Law = exactLaw<Configuration>({
  id: 'partition-invariance',
  claim:
    'A tensor is trained alike alone, among others, in another order, beside others that come and go, and (for element-wise rules) in one piece or in two.',
  formula:
    'U({w₁, w₂, w₃}) = U({w₁}) ∪ U({w₂}) ∪ U({w₃}) = U({w₃, w₂, w₁}), to rounding; element-wise: = U(w₁ ⊕ w₂ ⊕ w₃); by name: U({w₁, w₃}) = U({w₁}) ∪ U({w₃}), w₂ unmoved',
  source: 'the definition of a per-tensor (or element-wise) update',
  domain: 'every optimizer; instances are stepped in turn, so that shared state shows; up to 8 steps',
  unit: 'relative distance of iterates',
  duration: 11,
  stage: 'synthetic-gradients',
  applies: ({ optimizer }) => optimizer.contract?.random !== true || 'steps depend on random numbers, as the contract says',
  configurations: ({ subject }) =>
    exactConfigurations(
      subject,
      { orbit: 3, start: { min: 1e-2, max: 10 } },
      { shapes: shapeListsFor(subject), steps: fc.integer({ min: 1, max: 8 }), idle: fc.boolean() },
    ),

  *measure({ subject: { optimizer, profile } }, configuration) {
    const drawn = decaysByPlace(optimizer, profile) ? { ...configuration, weightDecay: 0 } : configuration;
    const { commonFactor: factor, placing } = profile.findings;
    if (factor !== undefined || placing !== undefined) return { effect: 1, tolerance: 0, steps: 1 };
    // Sums over other shapes or in another order are rounded otherwise.
    const { precision, shapes, steps, learningRate, weightDecay } = drawn;
    const tolerance = 256 * machineEpsilon(precision);
    const scene = drawScene(drawn);
    const { start } = scene;
    const order = shapes.map((_, i) => shapes.length - 1 - i);
    const together = new OptimizerRun(optimizer, start);
    const reversed = new OptimizerRun(
      optimizer,
      order.map((i) => start[i]),
    );
    const alone = start.map((tensor) => new OptimizerRun(optimizer, [tensor]));
    const selective = optimizer.selective === true && shapes.length > 1 ? startSelective(optimizer, start) : undefined;
    const joined = optimizer.elementwise === true ? new OptimizerRun(optimizer, [join(start)]) : undefined;
    const selects = profile.notes.some(({ cause }) => cause === 'common-selection');
    let shared = profile.commonFactor || optimizer.contract?.commonFactor === true || selects;
    const made = (step: number): number => step * (3 + alone.length);
    const advance = (step: number): (() => Measurement | undefined) => {
      const g = scene.steps[step - 1];
      together.step(g, learningRate, weightDecay);
      reversed.step(
        order.map((i) => g[i]),
        learningRate,
        weightDecay,
      );
      alone.forEach((run, i) => run.step([g[i]], learningRate, weightDecay));
      joined?.step([join(g)], learningRate, weightDecay);
      const readings = {
        together: together.reading(),
        reversed: reversed.reading(),
        joined: joined?.reading(),
        alone: alone.map((run) => run.reading()),
      };
      const listed = selective === undefined ? undefined : changeList(selective, step, g, learningRate, weightDecay);
      return () => {
        const whole = readings.together();
        const turned = readings.reversed();
        const views: View[] = [
          ...(shared ? [] : [{ view: ofItsOwn, parameters: readings.alone.map((read) => read()[0]), whole }]),
          { view: 'the reverse order', parameters: order.map((i) => turned[i]), whole },
          ...(readings.joined === undefined
            ? []
            : [{ view: 'one piece with the others', parameters: cut(readings.joined()[0], shapes), whole }]),
        ];
        if (listed !== undefined) {
          const seen = viewOfList(listed, step);
          if ('where' in seen) return { effect: Infinity, tolerance: 0, steps: made(step), where: { ...seen.where } };
          views.push(seen.view);
        }
        for (const { view, parameters, whole: expectation, absent, stands } of views) {
          for (const [tensor, expected] of expectation.entries()) {
            const effect = distance(expected, parameters[tensor]) / (norm(expected) || 1);
            // Runs that leave the number format say nothing of each other.
            if (![expected, parameters[tensor]].every((side) => norm(side) < 2 ** 60))
              return {
                effect: 0,
                tolerance,
                steps: step,
                ...(step === 1 && { unseen: 'every first step leaves the number format', blind: true }),
              };
            if (effect <= tolerance) continue;
            const noise = drawsNoise(optimizer) ? 'steps have a part that looks like noise' : undefined;
            const unseen = profile.notes.flatMap(({ cause }) => placed[cause] ?? [])[0] ?? noise;
            if (unseen !== undefined) return { effect: 0, tolerance, steps: made(step), unseen };
            shared ||= view === ofItsOwn && shareInScenes(optimizer, drawn);
            if (shared && view === ofItsOwn) break;
            const allowed = tolerance + (shared ? sumRounding(optimizer, scene, step)[tensor] : 0);
            if (effect <= allowed) continue;
            const where = { step, tensor, view, ...(absent !== undefined && { absent, stands: stands?.[tensor] }) };
            return { effect, tolerance: allowed, steps: made(step), where };
          }
        }
        return undefined;
      };
    };
    const runs = [together, reversed, ...alone, ...(joined === undefined ? [] : [joined])];
    const numbers = Array.from({ length: steps }, (_, i) => i + 1);
    const passes = inTurn(runs, numbers, advance);
    yield;
    for (const measurement of passes) if (measurement !== undefined) return measurement;
    return { effect: 0, tolerance, steps: made(steps) };
  },

  diagnose: ({ subject: { profile, optimizer } }, { shapes }, { where }) => {
    const { decay, core, response, commonFactor, placing } = profile.findings;
    if (commonFactor !== undefined) return commonFactor;
    if (placing !== undefined) return placing;
    if (decay !== undefined && causes[decay.cause].kind !== 'unknown') return decay;
    if (where!.thrown !== undefined) {
      const sentence = `a step without tensor ${where!.absent} of ${shapes.length} on its list fails (${where!.thrown}): ${byPosition}`;
      return { cause: 'state-by-position', sentence };
    }
    if (where!.moves === true) {
      const sentence = `tensor ${where!.tensor} of ${shapes.length} moves at step ${where!.step} although it is not on the list of it: a gradient that is missing is taken for one of zero, so that momentum or decay go on`;
      return { cause: 'missing-gradient-as-zero', sentence };
    }
    if (where!.view === 'a changing list' && where!.stands === true) {
      const sentence = `tensor ${where!.tensor} of ${shapes.length} does not move at step ${where!.step}, where tensor ${where!.absent} is not on the list: one that is absent ends the step of the others`;
      return { cause: 'absent-tensor-counts', sentence };
    }
    if (where!.view === 'a changing list') {
      const sentence = `tensor ${where!.tensor} of ${shapes.length} moves otherwise when the list of the step changes (without tensor ${where!.absent} at step ${where!.step}): ${byPosition}, which moves it even where its gradient is zero`;
      return { cause: 'state-by-position', sentence };
    }
    if (where!.view === 'one piece with the others') {
      const sentence = `element-wise is claimed, but tensor ${where!.tensor} moves otherwise when it is one piece with the others: the rule uses a norm, mean or shape of the tensor`;
      return { cause: 'claim-false', sentence };
    }
    if (core !== undefined) return core;
    if (response !== undefined && response.cause !== 'gradient-scaled') return response;
    if (shareBuffer(optimizer, profile.fill)) {
      const sentence = `tensor ${where!.tensor} of ${shapes.length} moves by the gradient of another one: tensors share one buffer`;
      return { cause: 'buffer-shared', sentence };
    }
    // Whether all gradients together are small, or those of a tensor that is alone, is not the same.
    const small = profile.findings['small gradients'];
    if (small !== undefined) return small;
    const turns = randomTurns(optimizer, profile.fill) ?? frozenByTime(optimizer, profile.fill);
    if (turns !== undefined) return turns;
    const shaped = foreignShape(optimizer, profile.fill);
    if (shaped !== undefined) return shaped;
    return {
      cause: 'tensors-influence-each-other',
      sentence: `tensor ${where!.tensor} of ${shapes.length} moves otherwise in ${where!.view}: tensors influence each other (a counter or decay applied once for each tensor, state keyed by position), or instances share state`,
    };
  },
});

/** Whether the decay of a tensor goes by its place, or by its name, which probes take from the place. */
function decaysByPlace({ contract }: Optimizer, { notes }: Profile): boolean {
  return Array.isArray(contract?.decayExempt) || notes.some(({ cause }) => cause === 'decay-by-place');
}

/** Designs by which a list does something to its tensors. */
const placed: Partial<Record<CauseId, string>> = {
  'rates-by-place': 'rates go by the place in the list',
  'rules-by-place': 'how a tensor is trained goes by its place in the list',
  'trained-in-turns': 'tensors are trained in turns',
  'last-tensor-apart': 'the last tensor is trained by another rule',
  'ends-apart': 'the first and the last tensor are trained by another rule',
};

const ofItsOwn = 'an instance of its own';

const byPosition = 'state is keyed by position in the list, so that a tensor gets the buffers of another one';

function join(tensors: readonly Tensor[]): Tensor {
  const length = tensors.reduce((sum, { data }) => sum + data.length, 0);
  const data = tensors[0].data instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
  let offset = 0;
  for (const tensor of tensors) {
    data.set(tensor.data, offset);
    offset += tensor.data.length;
  }
  return { data, shape: [length] };
}

function cut(joined: Tensor, shapes: readonly (readonly number[])[]): Tensor[] {
  let offset = 0;
  return shapes.map((shape) => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const data = joined.data.slice(offset, offset + length);
    offset += length;
    return { data, shape };
  });
}
