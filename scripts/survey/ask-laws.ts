/** A thread of a survey: answers the indices of objectives that it is sent with what the statistical laws say there. */
import { parentPort, workerData } from 'node:worker_threads';
import { builtinOptimizer, fastestEngine, inferProfile, keepRecords, laws, recordStore } from '../../src/index.ts';
import type { Subject } from '../../src/index.ts';
import type { Answer, SurveyRow, SurveySettings } from './answer.ts';
import { askLaw, type Place } from './ask-law.ts';
import { drawObjective } from './draw-objective.ts';

const settings = workerData as SurveySettings;
const { seed, optimizers, laws: ids, replicas } = settings;
const subjects = optimizers.map((name): Subject => {
  const optimizer = builtinOptimizer(name);
  return { optimizer, profile: inferProfile(optimizer) };
});
const asked = laws.filter(({ id, tier }) => tier === 'statistical' && (ids.length === 0 || ids.includes(id)));

parentPort!.on('message', async (index: number) => {
  const objective = drawObjective(seed, index);
  // Whom a refutation blames is asked of rules that are subjects here as well.
  const place: Place = { seed: seed + index, objective, engine: keepRecords(fastestEngine, recordStore()), replicas };
  const answers: Answer[] = [];
  for (const subject of subjects) {
    for (const law of asked)
      answers.push({ optimizer: subject.optimizer.name, law: law.id, ...(await askLaw(law, subject, place)) });
  }
  parentPort!.postMessage({ index, settings, objective: objective.reference, answers } satisfies SurveyRow);
});
