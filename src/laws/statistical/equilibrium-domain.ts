import { decayRate } from '../../inference/decay-rate.ts';
import { otherDecay, otherStrength } from '../../inference/decay-strength.ts';
import type { Profile } from '../../inference/profile.ts';
import type { Objective } from '../../objectives/objective.ts';
import { unitsWithoutGradient } from '../../objectives/vanishing-gradient.ts';
import { ratioInWords } from '../../verdicts/size-in-words.ts';
import type { Subject } from '../law.ts';
import { longerMemory, scalingLimit } from './equilibrium-start.ts';

/** The slowest decay per step that is run: a run to equilibrium takes tens of times its inverse. */
const SLOWEST = 0.001;
const TOO_SLOW = `weights that forget more slowly than its momentum take more than ${1 / SLOWEST} steps to do so`;

/** The part of the objectives and optimizers in which equilibrium is claimed. */
export function reachesEquilibrium(subject: Subject, objective: Objective): true | string {
  const { profile } = subject;
  if (objective.groups.length === 0) return `${objective.name} declares no scale-invariant group`;
  if (objective.noise === 'none') return 'without gradient noise there is no equilibrium: the oscillation remembers its start';
  const [dead] = unitsWithoutGradient(objective);
  if (dead !== undefined)
    return `${dead.group}${dead.column === undefined ? '' : `[${dead.column}]`} never has a gradient, so that its weights only decay`;
  const symmetry = profile.symmetry.value;
  if (symmetry === null) return 'no exponents keep the directions, so equivalent triples are not defined';
  if (symmetry.learningRate === 0) return 'the update is normalised by the weights: η alone is the intrinsic learning rate';
  if (decayRate(profile, 1, 1) === undefined) {
    return profile.weightDecay.value === 'none'
      ? 'there is no weight decay, so no equilibrium'
      : 'coupled decay in a scale-free rule: its time scale depends on the size of the gradients';
  }
  const decay = unlikeItsKind(subject, objective);
  if (decay !== undefined) return decay;
  const bound = boundOf(profile);
  if (bound !== undefined) return bound;
  if (profile.response === 'varying') return 'its response to gradients changes in the course of a run';
  if (profile.response === 'nonlinear') return 'its response to gradients depends on their size, so that far starts stay apart';
  if (0.5 * (1 - profile.momentumCoefficient) < SLOWEST || longerMemory(subject) * SLOWEST > 0.5) return TOO_SLOW;
  // Momentum alone is as slow as it says, and decay is drawn to be slower.
  const memory = profile.kernel === undefined ? profile.moments?.remembered : 0;
  if (memory === undefined) return 'its steps fail before equilibrium is read';
  if (memory > FORGOTTEN)
    return `its moments do not forget the start: larger gradients there still change steps by ${ratioInWords(memory)} when equilibrium is read`;
  return true;
}

/** Why scale-invariant weights do not decay by the same share at each step, the one that the kind of the decay says. */
export function unlikeItsKind({ profile }: Subject, { groups, parameters }: Objective): string | undefined {
  const invariant = parameters.filter((_, i) => groups.some(({ tensors }) => tensors.includes(i)));
  return otherStrength(profile) ?? otherDecay(profile, invariant);
}

/** Why a rule that nobody claims to be one at all rates is asked nothing of rates that are far apart. */
function boundOf({ symmetry, notes, bounds: { stepAtMost, stepAtLeast, weightsAtLeast } }: Profile): string | undefined {
  if (symmetry.from === 'contract') return undefined;
  if (stepAtMost !== undefined)
    return `no entry moves by more than ${stepAtMost.toPrecision(2)} in a step, so that larger rates are one`;
  if (stepAtLeast !== undefined)
    return `what moves moves by ${stepAtLeast.toPrecision(2)} at least, so that smaller rates are one`;
  if (weightsAtLeast !== undefined)
    return `weights below ${weightsAtLeast.toPrecision(2)} count as if they were as large, so that steps have a size of their own`;
  const sized = notes.find(
    ({ cause, value }) => cause === 'clip-absolute' || (cause === 'epsilon-hidden' && Number(value) > ACTS),
  );
  return sized && `steps have a size of their own: ${sized.sentence}`;
}

/** From this size on a hidden epsilon acts beside gradients of equilibrium, which are of size 1 or so; a tenth of it does not. */
const ACTS = 2e-4;

/** A third of what `equilibrium` tolerates. */
const FORGOTTEN = 0.005;

/** Where the laws of scaling are claimed: as equilibrium, and for scale-free rules on injected noise only. */
export function scales(subject: Subject, objective: Objective): true | string {
  const reason = reachesEquilibrium(subject, objective);
  if (reason !== true) return reason;
  const slow = tooSlow(subject);
  if (slow !== undefined) return slow;
  const sized = sizedBy(subject);
  if (sized !== undefined) return `its response is another one for gradients of another size, which ${sized} sets`;
  return (
    subject.profile.kernel !== undefined ||
    objective.noise === 'injected' ||
    'claimed for scale-free rules on injected noise: on networks their second moments follow the loss'
  );
}

/** Why decay that is slow beside the subject's memory is not waited for; `undefined` where it is. */
export function tooSlow(subject: Subject): string | undefined {
  return scalingLimit(subject) < SLOWEST ? TOO_SLOW : undefined;
}

/** An option that has to be rescaled with the gradients and is no epsilon: equal κ compares equal rules, another κ does not. */
function sizedBy({ profile: { symmetry, roles } }: Subject): string | undefined {
  const { learningRate: _rate, weightDecay: _decay, ...options } = symmetry.value!;
  return Object.keys(options).find((name) => options[name] !== 0 && !roles.epsilon.includes(name));
}
