// Does the weight norm at equilibrium depend on η and λ alone, and how? Two arms of 16 replicas, with the same noise.
//
// $ node examples/experiment.mjs
// | ‖w‖ at η = 1: 3.4
// | ‖w‖ at η = 4: 6.8
// | the ratio that theory says is 2
// | again, from the folder: the same

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastestEngine, logWeightNorm, objective, recordStore, runArms, sgd, summarise } from 'intrinsic-lr';

const folder = mkdtempSync(join(tmpdir(), 'records-'));

async function norms() {
  const bench = {
    engine: fastestEngine,
    objective: objective('isotropic-noise?dimension=100'),
    optimizer: sgd,
    seed: 1,
    // What was run before, by this process or another, is not run again.
    store: recordStore({ folder }),
  };
  // ‖w‖⁴ = η S/(λ (2 − ηλ)) with S = 99: η four times as large and λ a quarter of it double the norm.
  const common = { initialisation: 'start', initScale: 5, start: { kind: 'exact' }, windows: [{ from: 1001, to: 3000 }] };
  const arms = [
    { ...common, learningRate: 1, weightDecay: 0.5 },
    { ...common, learningRate: 4, weightDecay: 0.125 },
  ];
  const { readings } = await runArms(bench, 'equilibrium', arms, [logWeightNorm], { first: 0, count: 16 });
  return arms.map((_, arm) => summarise(readings.map((replica) => Math.exp(replica[arm].mean(logWeightNorm, 0)))).mean);
}

const [first, second] = await norms();
console.log(`‖w‖ at η = 1: ${first.toPrecision(2)}`);
console.log(`‖w‖ at η = 4: ${second.toPrecision(2)}`);
console.log(`the ratio that theory says is 2: ${(second / first).toPrecision(6)}`);
console.log(`again, from the folder: ${(await norms()).join() === [first, second].join() ? 'the same' : 'something else'}`);
rmSync(folder, { recursive: true });
