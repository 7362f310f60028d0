import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Note } from './cause.ts';
import { hiddenEpsilon } from './hidden-epsilon.ts';
import { isOrdinary } from './regime.ts';
import { degreeOf, isSymmetry, type SymmetryReading } from './symmetry.ts';
import { intrinsicCombination } from './intrinsic-combination.ts';

/** What it means that a rule has its symmetry under some conditions only. */
export function regimeNotes(optimizer: Optimizer, { exponents, regime }: SymmetryReading): Note[] {
  if (exponents === null || isOrdinary(regime)) return [];
  const { size, vanishing, skip } = regime;
  const follows = `directions follow ${intrinsicCombination(exponents)} but for it`;
  const notes: Note[] = [];
  if (size === 0 && vanishing.length > 0) {
    const one = vanishing.find((name) => isSymmetry(optimizer, exponents, 0.05, { ...regime, vanishing: [name] }));
    const names = one ?? vanishing.join(', ');
    const sentence = `${names} acts in places that have different dimensions: no exponent keeps directions, which are exact where it is negligible`;
    notes.push({ kind: 'unusual', cause: 'epsilon-in-two-places', sentence, value: names });
  }
  if (size > 0 && skip === 0) {
    const epsilon = degreeOf(exponents) === 0 ? hiddenEpsilon(optimizer) : undefined;
    const about = epsilon === undefined ? '' : ` of about ${Number(epsilon.toPrecision(1))}`;
    const sentence = `an epsilon${about} that is no option acts beside the gradients: ${follows}`;
    notes.push({
      kind: 'unusual',
      cause: 'epsilon-hidden',
      sentence,
      ...(epsilon !== undefined && { value: Number(epsilon.toPrecision(2)) }),
    });
  }
  if (skip > 0) {
    const sentence = `the first steps, ${skip} at most, follow a rule of other dimensions than the later ones, as in rectified Adam: ${follows}`;
    notes.push({ kind: 'unusual', cause: 'start-warm-up', sentence, value: skip });
  }
  if (size < 0) {
    const sentence = `gradients are clipped at an absolute size, or a constant acts that has their dimension: ${follows} where gradients are small`;
    notes.push({ kind: 'unusual', cause: 'clip-absolute', sentence });
  }
  return notes;
}
