/** A thread of a survey: answers the indices of objectives that it is sent with what the statistical laws say there. */
import { parentPort, workerData } from 'node:worker_threads';
import { builtinOptimizer, fastestEngine, inferProfile, keepRecords, laws, recordStore } from '../../src/index.ts';
import type { Engine, Law, LawContext, Objective, Subject } from '../../src/index.ts';
import { OutsideDomain } from '../../src/laws/law.ts';
import type { Answer, SurveyRow, SurveySettings } from './answer.ts';
import { drawObjective } from './draw-objective.ts';

const settings = workerData as SurveySettings;
const { seed, optimizers, laws: ids, replicas } = settings;
const subjects = optimizers.map((name): Subject => {
  const optimizer = builtinOptimizer(name);
  return { optimizer, profile: inferProfile(optimizer) };
});
const asked = laws.filter(({ id, tier }) => tier === 'statistical' && (ids.length === 0 || ids.includes(id)));

/** Where laws are asked. */
interface Place {
  readonly index: number;
  readonly objective: Objective;
  readonly engine: Engine;
}

/** What a law says of an optimizer on an objective. */
async function ask(law: Law, subject: Subject, { index, objective, engine }: Place): Promise<Pick<Answer, 'found' | 'sentence'>> {
  const reason = law.applies(subject, objective);
  if (reason !== true) return { found: 'skipped', sentence: reason };
  const drawn = { seed: seed + index, configurations: 1, alpha: 1e-6, replicaLimit: replicas };
  const context: LawContext = { subject, objective, ...drawn, engine };
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
  // Whom a refutation blames is asked of rules that are subjects here as well.
  const place: Place = { index, objective, engine: keepRecords(fastestEngine, recordStore()) };
  const answers: Answer[] = [];
  for (const subject of subjects) {
    for (const law of asked)
      answers.push({ optimizer: subject.optimizer.name, law: law.id, ...(await ask(law, subject, place)) });
  }
  parentPort!.postMessage({ index, settings, objective: objective.reference, answers } satisfies SurveyRow);
});
