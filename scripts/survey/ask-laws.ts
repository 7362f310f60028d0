/** A thread of a survey: answers the indices of objectives that it is sent with what the statistical laws say there. */
import { parentPort, workerData } from 'node:worker_threads';
import { builtinOptimizer, fastestEngine, inferProfile, laws } from '../../src/index.ts';
import type { Law, LawContext, Objective, Subject } from '../../src/index.ts';
import { OutsideDomain } from '../../src/laws/law.ts';
import type { Answer, SurveyRow, SurveySettings } from './answer.ts';
import { drawObjective } from './draw-objective.ts';

const { seed, optimizers, laws: ids, replicas } = workerData as SurveySettings;
const subjects = optimizers.map((name): Subject => {
  const optimizer = builtinOptimizer(name);
  return { optimizer, profile: inferProfile(optimizer) };
});
const asked = laws.filter(({ id, tier }) => tier === 'statistical' && (ids.length === 0 || ids.includes(id)));

/** What a law says of an optimizer on an objective. */
async function ask(law: Law, subject: Subject, objective: Objective, index: number): Promise<Pick<Answer, 'found' | 'sentence'>> {
  const reason = law.applies(subject, objective);
  if (reason !== true) return { found: 'skipped', sentence: reason };
  const drawn = { seed: seed + index, configurations: 1, alpha: 1e-6, replicaLimit: replicas };
  const context: LawContext = { subject, objective, ...drawn, engine: fastestEngine };
  try {
    const { verdict, blame, diagnosis, reason: why } = await law.check(context);
    return { found: verdict === 'refuted' ? blame! : verdict, sentence: diagnosis ?? why ?? '' };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const found = error instanceof OutsideDomain ? 'skipped' : code === 'UNDERPOWERED' ? 'undecided' : 'crashed';
    return { found, sentence: message.split('\n')[0] };
  }
}

parentPort!.on('message', async (index: number) => {
  const objective = drawObjective(seed, index);
  const answers: Answer[] = [];
  for (const subject of subjects) {
    for (const law of asked)
      answers.push({ optimizer: subject.optimizer.name, law: law.id, ...(await ask(law, subject, objective, index)) });
  }
  parentPort!.postMessage({ index, objective: objective.reference, answers } satisfies SurveyRow);
});
