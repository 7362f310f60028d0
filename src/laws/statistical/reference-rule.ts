import { inferProfile } from '../../inference/infer-profile.ts';
import { adamw } from '../../optimizers/adamw.ts';
import { heavyBall } from '../../optimizers/heavy-ball.ts';
import { nesterov } from '../../optimizers/nesterov.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { sgd } from '../../optimizers/sgd.ts';
import type { Subject } from '../law.ts';

const subjects = new Map<string, Subject>();

/** The plainest rule that is known to be correct: what fails with it as well is no fault of an optimizer. */
export function plainest(): Subject {
  return remembered('plain', () => sgd);
}

/**
 * A rule of this package that is known to be correct and remembers gradients as the subject does: what an objective makes of such a
 * memory can be seen by it.
 */
export function referenceRule({ profile: { kernel, response, momentumCoefficient: momentum } }: Subject): Subject {
  if (kernel === undefined) return remembered('scale-free', () => adamw);
  if (response === 'plain' || momentum === 0) return plainest();
  const rule = response === 'nesterov' ? nesterov : heavyBall;
  return remembered(`${rule.name} ${momentum}`, () => ({ ...rule, hyperparameters: { ...rule.hyperparameters, momentum } }));
}

/** Measuring a profile takes longer than using it. */
function remembered(name: string, make: () => Optimizer): Subject {
  const known = subjects.get(name);
  if (known !== undefined) return known;
  const optimizer = make();
  const subject = { optimizer, profile: inferProfile(optimizer) };
  subjects.set(name, subject);
  return subject;
}
