// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { OwnLaws } from './own-laws.ts';

/** The laws that ship with the package. */
export type BuiltinLawId =
  | 'determinism'
  | 'drive-invariance'
  | 'exponential-rate-equivalence'
  | 'finiteness'
  | 'first-step'
  | 'gradient-accumulation'
  | 'gradient-orthogonality'
  | 'gradient-scale'
  | 'live-hyperparameters'
  | 'partition-invariance'
  | 'radial-identity'
  | 'resume'
  | 'scale-invariance'
  | 'scaling-symmetry'
  | 'zero-gradient-decay'
  | 'discrimination'
  | 'effective-rate-scaling'
  | 'equilibrium'
  | 'fast-equilibrium'
  | 'norm-balance'
  | 'rate-drop';

/** What can be asked by name: a law that ships with the package, or one of `OwnLaws`. */
export type LawId = BuiltinLawId | Extract<keyof OwnLaws, string>;
