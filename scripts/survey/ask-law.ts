import type { Engine, Law, LawContext, Objective, Subject } from '../../src/index.ts';
import { OutsideDomain } from '../../src/laws/law.ts';
import type { Answer } from './answer.ts';

/** Where a law is asked, and with how much. */
export interface Place {
  readonly seed: number;
  readonly objective: Objective;
  readonly engine: Engine;
  /** Replicas of each arm that it may use. */
  readonly replicas: number;
}

/** What a law says of an optimizer on an objective; an exception that is no answer is `crashed`. */
export async function askLaw(
  law: Law,
  subject: Subject,
  { seed, objective, engine, replicas }: Place,
): Promise<Pick<Answer, 'found' | 'sentence'>> {
  try {
    const reason = law.applies(subject, objective);
    if (reason !== true) return { found: 'skipped', sentence: reason };
    const drawn = { seed, configurations: 1, alpha: 1e-6, replicaLimit: replicas };
    const context: LawContext = { subject, objective, ...drawn, engine };
    const { verdict, blame, diagnosis, reason: why } = await law.check(context);
    return { found: verdict === 'refuted' ? blame! : verdict, sentence: diagnosis ?? why ?? '' };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const found = error instanceof OutsideDomain ? 'skipped' : code === 'UNDERPOWERED' ? 'undecided' : 'crashed';
    return { found, sentence: message.split('\n')[0] };
  }
}
