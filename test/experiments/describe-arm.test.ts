import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeArm } from '../../src/experiments/describe-arm.ts';
import { describeExperiment, experimentId, type ExperimentDescription } from '../../src/experiments/describe-experiment.ts';
import { rebuildExperiment } from '../../src/experiments/rebuild-experiment.ts';
import { nameObjective, nameOptimizer } from '../../src/experiments/name.ts';
import { runArms } from '../../src/experiments/run-arms.ts';
import { runExperiment } from '../../src/experiments/run-experiment.ts';
import { loss } from '../../src/metrics/loss.ts';
import { objective } from '../../src/objectives/reference.ts';
import { accumulateGradients } from '../../src/optimizers/accumulate-gradients.ts';
import { builtinOptimizer } from '../../src/optimizers/reference.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { canonicalJson, parseCanonicalJson } from '../../src/records/canonical-json.ts';
import { anyArm, givenArm, type AnyArm } from './any-arm.ts';

function described({ bench, phase, arm, metrics, replicas }: AnyArm): ExperimentDescription {
  const description = describeArm(bench, phase, arm, metrics, replicas);
  if (typeof description === 'string') throw new Error(description);
  return description;
}

async function numbers({ bench, phase, arm, metrics, replicas }: AnyArm): Promise<unknown> {
  const { readings, chains, replicaSteps } = await runArms(bench, phase, [arm], metrics, replicas);
  return [metrics.map((metric) => chains(metric, 0)), readings.map(([{ snapshots }]) => snapshots), replicaSteps];
}

/** The same arm with every optional field written out at its default. */
function writtenOut(any: AnyArm): AnyArm {
  const { arm, bench } = any;
  const defaults = { traceAt: [], equilibrium: undefined, snapshots: 0, optimizer: bench.optimizer, objective: bench.objective };
  return { ...any, arm: { ...defaults, hyperparameters: {}, ...arm } };
}

describe('an id', () => {
  test('is the same for the same arm, and two arms of one id show the same numbers', async () => {
    const seen = new Map<string, AnyArm>();
    await fc.assert(
      fc.asyncProperty(anyArm, async (any) => {
        const id = experimentId(described(any));
        expect(experimentId(described(writtenOut(any)))).toBe(id);
        const before = seen.get(id) ?? writtenOut(any);
        seen.set(id, any);
        expect(await numbers(any)).toEqual(await numbers(before));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test.each<[string, (any: AnyArm) => AnyArm]>([
    ['seed', (any) => ({ ...any, bench: { ...any.bench, seed: 3 } })],
    ['phase', (any) => ({ ...any, phase: 'certify' })],
    ['objective', (any) => ({ ...any, bench: { ...any.bench, objective: objective('quadratic-ratio?noise=2') } })],
    ['optimizer', (any) => ({ ...any, bench: { ...any.bench, optimizer: builtinOptimizer('nesterov') } })],
    ['hyperparameter', (any) => ({ ...any, arm: { ...any.arm, hyperparameters: { momentum: 0.75 } } })],
    ['learning rate', (any) => ({ ...any, arm: { ...any.arm, learningRate: 0.125 } })],
    ['decay by one bit', (any) => ({ ...any, arm: { ...any.arm, weightDecay: 0.1 + 2 ** -56 } })],
    ['scale', (any) => ({ ...any, arm: { ...any.arm, initScale: 2 } })],
    ['precision', (any) => ({ ...any, arm: { ...any.arm, precision: 'float32' } })],
    ['window', (any) => ({ ...any, arm: { ...any.arm, windows: [{ from: 1, to: 48 }] } })],
    ['trace', (any) => ({ ...any, arm: { ...any.arm, traceAt: [1] } })],
    ['snapshots', (any) => ({ ...any, arm: { ...any.arm, snapshots: 3 } })],
    ['direction', (any) => ({ ...any, arm: { ...any.arm, initialisation: 'third' } })],
    ['metric', (any) => ({ ...any, metrics: [...any.metrics, ...any.metrics] })],
    ['replicas', (any) => ({ ...any, replicas: { first: 4, count: 1 } })],
    [
      'start',
      (any) => ({ ...any, arm: { ...any.arm, start: { kind: 'extreme', metric: 'trainLoss', side: 'least', among: 2 } } }),
    ],
  ])('is another for another %s', (_, change) => {
    fc.assert(
      fc.property(anyArm, (any) => {
        expect(experimentId(described(change(any)))).not.toBe(experimentId(described(any)));
      }),
      { seed: 2, numRuns: 30 },
    );
  });

  test('says which engine computes', () => {
    const { bench } = givenArm;
    const { metrics, phase, arm, replicas } = givenArm;
    const elsewhere = { ...bench, engine: { ...bench.engine, arithmetic: () => 'another' } };
    const there = describeArm(elsewhere, phase, arm, metrics, replicas) as ExperimentDescription;
    expect(there.arithmetic.engine).toBe('another');
    expect(experimentId(there)).not.toBe(experimentId(described(givenArm)));
  });

  test('stays what it is from version to version, unless the numbers change', () => {
    // A change here loses every record that anybody has kept: raise `arithmeticVersion`, and say so in the change log.
    const { arithmetic: _, ...rest } = described(givenArm);
    expect(canonicalJson(rest)).toMatchInlineSnapshot(
      `"{"initScale":1,"learningRate":0.5,"metrics":[{"name":"loss"},{"name":"gradient-moment"}],"objective":{"family":"isotropic-noise","options":{"dimension":"3"}},"optimizer":{"builtIn":"sgd"},"precision":"float64","replicas":{"count":2,"first":1},"seed":"1/given","start":{"kind":"given","tensors":[[{"data":{"$float64":"AAAAAAAA8D8AAAAAAAAAQAAAAAAAAAhA"},"shape":[3]}],[{"data":{"$float64":"AAAAAAAA8D8AAAAAAAAAQAAAAAAAAAhA"},"shape":[3]}]]},"steps":16,"streams":{"data":"data","initialisation":"initialisation/first"},"weightDecay":0.1,"windows":[{"from":1,"to":1},{"from":2,"to":2},{"from":3,"to":3},{"from":4,"to":4},{"from":5,"to":5},{"from":6,"to":6},{"from":7,"to":7},{"from":8,"to":8},{"from":9,"to":9},{"from":10,"to":10},{"from":11,"to":11},{"from":12,"to":12},{"from":13,"to":13},{"from":14,"to":14},{"from":15,"to":15},{"from":16,"to":16}]}"`,
    );
  });
});

describe('a description', () => {
  test('is plain data, from which the experiment is built again: the same id, the same numbers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 9, arbitrary: anyArm }, { weight: 1, arbitrary: fc.constant(givenArm) }),
        async (any) => {
          const description = parseCanonicalJson(canonicalJson(described(any))) as ExperimentDescription;
          const { experiment, start } = await rebuildExperiment(description);
          expect(experimentId(describeExperiment(any.bench.engine, experiment) as ExperimentDescription)).toBeDefined();
          const again = await runExperiment(any.bench, experiment, start);
          const { arm, bench, metrics, phase, replicas } = any;
          const { chains } = await runArms(bench, phase, [arm], metrics, replicas);
          for (const metric of metrics)
            expect(Float64Array.from(chains(metric, 0).flatMap((chain) => [...chain]))).toEqual(again.windowMeans[metric.name]);
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  test('names what is not built in as it was named, and is a sentence where nobody named it', () => {
    const { bench, phase, arm, metrics, replicas } = givenArm;
    const wrapped = accumulateGradients(sgd, 2);
    const copied = { ...bench.objective };
    const of = (changed: Partial<typeof bench>): ReturnType<typeof describeArm> =>
      describeArm({ ...bench, ...changed }, phase, arm, metrics, replicas);
    expect(of({ optimizer: wrapped })).toContain('nameOptimizer');
    expect(of({ objective: copied })).toContain('nameObjective');
    expect(describeArm(bench, phase, arm, [{ ...loss }], replicas)).toContain('metric loss');
    expect(of({ engine: { ...bench.engine, arithmetic: undefined } })).toContain('engine');
    nameOptimizer(wrapped, { reference: 'patient', version: '1' });
    nameObjective(copied, { reference: './copied.ts' });
    expect(of({ optimizer: { ...wrapped, hyperparameters: { beta: 1 } }, objective: copied })).toMatchObject({
      optimizer: { reference: 'patient', version: '1', microBatches: 2, hyperparameters: { beta: 1 } },
      objective: { reference: './copied.ts' },
    });
    // Another rule under the same name is another optimizer.
    expect(of({ optimizer: { ...wrapped, init: sgd.init } })).toContain('nameOptimizer');
    expect(of({ objective: { ...copied } })).toContain('nameObjective');
  });

  test('that names what is not there says so', async () => {
    const description = { ...described(givenArm), optimizer: { reference: './gone.ts' } };
    await expect(rebuildExperiment(description)).rejects.toThrow('./gone.ts');
    const { experiment } = await rebuildExperiment(description, {
      optimizer: () => sgd,
      objective: () => objective('quadratic-ratio'),
    });
    expect(experiment.optimizer.name).toBe('sgd');
  });
});
