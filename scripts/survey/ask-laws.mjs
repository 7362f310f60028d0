/** A thread of a survey: answers the indices of objectives that it is sent with what the statistical laws say there. */
import { parentPort, workerData } from 'node:worker_threads';
import { builtinOptimizer, fastestEngine, laws } from '../../dist/index.js';
import { inferProfile } from '../../dist/inference/infer-profile.js';
import { OutsideDomain } from '../../dist/laws/law.js';
import { drawObjective } from './draw-objective.mjs';

const { seed, optimizers, laws: ids, replicas } = workerData;
const subjects = optimizers.map((name) => {
  const optimizer = builtinOptimizer(name);
  return { optimizer, profile: inferProfile(optimizer) };
});
const asked = laws.filter(({ id, tier }) => tier === 'statistical' && (ids.length === 0 || ids.includes(id)));

/** What a law says of an optimizer on an objective: a verdict, of a refutation whom it blames, or that there is none. */
async function ask(law, subject, objective, index) {
  const reason = law.applies(subject, objective);
  if (reason !== true) return { found: 'skipped', sentence: reason };
  const context = { subject, objective, seed: seed + index, configurations: 1, alpha: 1e-6, replicaLimit: replicas };
  try {
    const { verdict, blame, diagnosis, reason: why } = await law.check({ ...context, engine: fastestEngine });
    return { found: verdict === 'refuted' ? blame : verdict, sentence: diagnosis ?? why ?? '' };
  } catch (error) {
    const found = error instanceof OutsideDomain ? 'skipped' : error.code === 'UNDERPOWERED' ? 'undecided' : 'crashed';
    return { found, sentence: error.message.split('\n')[0] };
  }
}

parentPort.on('message', async (index) => {
  const objective = drawObjective(seed, index);
  const answers = [];
  for (const subject of subjects) {
    for (const law of asked)
      answers.push({ optimizer: subject.optimizer.name, law: law.id, ...(await ask(law, subject, objective, index)) });
  }
  parentPort.postMessage({ index, objective: objective.reference, answers });
});
