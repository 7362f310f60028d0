// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Optimizer } from './optimizer.ts';
import { adadelta } from './adadelta.ts';
import { adafactorScaled } from './adafactor-scaled.ts';
import { adafactor } from './adafactor.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { adamc } from './adamc.ts';
import { adamwIndependent } from './adamw-independent.ts';
import { adamw } from './adamw.ts';
import { amsgrad } from './amsgrad.ts';
import { heavyBall } from './heavy-ball.ts';
import { lamb } from './lamb.ts';
import { lars } from './lars.ts';
import { lion } from './lion.ts';
import { muon } from './muon.ts';
import { nadam } from './nadam.ts';
import { nesterov } from './nesterov.ts';
import { radam } from './radam.ts';
import { rmspropTf } from './rmsprop-tf.ts';
import { rmsprop } from './rmsprop.ts';
import { scheduleFreeSgd } from './schedule-free-sgd.ts';
import { sgdRelativeClip } from './sgd-relative-clip.ts';
import { sgd } from './sgd.ts';
import { sgdwIndependent } from './sgdw-independent.ts';
import { signsgdL2 } from './signsgd-l2.ts';
import { signsgd } from './signsgd.ts';

export { adadelta, adafactorScaled, adafactor, adagrad, adam, adamax, adamc, adamwIndependent, adamw, amsgrad, heavyBall, lamb, lars, lion, muon, nadam, nesterov, radam, rmspropTf, rmsprop, scheduleFreeSgd, sgdRelativeClip, sgd, sgdwIndependent, signsgdL2, signsgd };

/** All members of this folder, in the order of their file names. */
export const optimizers: readonly Optimizer[] = [adadelta, adafactorScaled, adafactor, adagrad, adam, adamax, adamc, adamwIndependent, adamw, amsgrad, heavyBall, lamb, lars, lion, muon, nadam, nesterov, radam, rmspropTf, rmsprop, scheduleFreeSgd, sgdRelativeClip, sgd, sgdwIndependent, signsgdL2, signsgd];
