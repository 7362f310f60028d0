import fc from 'fast-check';
import { copy } from '../../arithmetic/tensor.ts';
import { OptimizerRun } from '../../dynamics/optimizer-run.ts';
import type { CauseId } from '../../inference/cause.ts';
import { distance, identical, norm, normalTensors } from '../../inference/probe-problem.ts';
import { stream } from '../../random/stream.ts';
import type { Law } from '../law.ts';
import { exactConfigurations, shapeListsFor, type ExactConfiguration } from './drawn.ts';
import { exactLaw, type Measurement } from './exact-law.ts';

interface Configuration extends ExactConfiguration {
  readonly shapes: readonly (readonly number[])[];
  readonly steps: number;
  /** After how many steps a copy takes over. */
  readonly resumeAfter: number;
}

/** The next step is a function of parameters, gradients, state and hyperparameters, and of nothing else. */
export const determinism: Law = exactLaw<Configuration>({
  id: 'determinism',
  claim:
    'A run is a function of what it is given: repeated, interleaved with another, or resumed from a copy it has the same bits.',
  formula:
    '(w, s)_{t+1} = U((w, s)_t, g_t; η, λ, h); gradients are not changed; no state outside s; what of s is read is written',
  source: 'the definition of an update rule',
  domain: 'every optimizer; up to 10 steps',
  unit: 'relative distance of iterates',
  duration: 7,
  refutedOnce: true,
  stage: 'synthetic-gradients',
  applies: () => true,
  configurations: ({ subject }) =>
    exactConfigurations(
      subject,
      { orbit: 3, start: { min: 1e-2, max: 10 } },
      { shapes: shapeListsFor(subject), steps: fc.integer({ min: 1, max: 10 }), resumeAfter: fc.integer({ min: 1, max: 9 }) },
    ),

  *measure(
    {
      subject: {
        optimizer,
        profile: { findings },
      },
    },
    { seed, precision, shapes, steps, resumeAfter, learningRate, weightDecay, initScale },
  ) {
    const source = stream(seed, 'determinism');
    const start = normalTensors(shapes, precision, source.seek(0, 0), initScale);
    const gradients = Array.from({ length: steps }, (_, step) => normalTensors(shapes, precision, source.seek(1, step)));
    const alone = new OptimizerRun(optimizer, start);
    const given = gradients.map((g) => g.map(copy));
    const passes = alone.follow(given.map((g) => ({ gradients: g, learningRate, weightDecay })))[Symbol.iterator]();
    yield;
    for (const [i, g] of gradients.entries()) {
      passes.next();
      if (!identical(given[i], g)) {
        return {
          effect: Infinity,
          tolerance: 0,
          steps,
          diagnosis: {
            cause: 'gradients-changed',
            sentence: 'the gradients that are passed in are changed: copy them before working on them',
          },
        };
      }
    }
    // The same run again, in turn with another one that sees other gradients, and in buffers that are used again for each gradient.
    const again = new OptimizerRun(optimizer, start);
    const other = new OptimizerRun(optimizer, start);
    const buffer = gradients[0].map(copy);
    let resumed = again;
    for (const [step, g] of gradients.entries()) {
      buffer.forEach(({ data }, i) => data.set(g[i].data));
      again.call(buffer, learningRate, weightDecay);
      if (resumed !== again) resumed.call(g, learningRate, weightDecay);
      other.call(normalTensors(shapes, precision, source.seek(2, step)), learningRate * 0.5, weightDecay);
      if (step + 1 === resumeAfter) resumed = again.fork();
    }
    yield;
    const differs = (run: OptimizerRun, cause: CauseId, sentence: string): Measurement | undefined => {
      for (const [tensor, expected] of alone.parameters.entries()) {
        const gap = distance(expected, run.parameters[tensor]);
        // What has diverged in both is the same.
        if (!(gap === 0) && !identical([expected], [run.parameters[tensor]]))
          return {
            effect: gap / (norm(expected) || 1),
            tolerance: 0,
            steps: 3 * steps,
            where: { tensor },
            diagnosis: { cause, sentence },
          };
      }
      return undefined;
    };
    const measured = findings.repeat ?? findings.state;
    // With memory of its own for each gradient, it is the same run beside another one unless something else is hidden.
    const [fresh, beside] = [start, start].map((each) => new OptimizerRun(optimizer, each));
    if (!identical(alone.parameters, again.parameters))
      for (const [step, g] of gradients.entries()) {
        fresh.call(g.map(copy), learningRate, weightDecay);
        beside.call(normalTensors(shapes, precision, source.seek(2, step)), learningRate * 0.5, weightDecay);
      }
    const aliases = fresh.calls > 0 && identical(alone.parameters, fresh.parameters);
    if (aliases) {
      const sentence =
        'a run goes elsewhere where the memory of a gradient is used again for the next one: the state refers to it, and has no copy';
      return differs(again, 'buffer-aliases-gradient', sentence)!;
    }
    return (
      differs(
        again,
        'not-a-function',
        'the same run gives other numbers when it is repeated beside another one: hidden randomness, state shared between instances, or a reference kept to the gradients of an earlier step',
      ) ??
      differs(
        resumed,
        'state-outside',
        'a run that is resumed from a copy of its state goes on otherwise: part of its state lives outside `state` (closure, module, clock)',
      ) ?? {
        // What only shows against the very first run, or in a buffer of the state, was measured then.
        effect: measured === undefined ? 0 : Infinity,
        tolerance: 0,
        steps: 3 * steps,
        ...(measured !== undefined && { diagnosis: measured }),
      }
    );
  },
});
