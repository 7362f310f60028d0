import type { Computation } from '../../../objectives/computation.ts';
import type { Instruction } from '../program.ts';
import type { Compiler, CompilerContext } from './compiler.ts';
import { isotropicNoise } from './isotropic-noise.ts';
import { multilayerPerceptron } from './multilayer-perceptron.ts';
import { sphere } from './sphere.ts';

type Compilers = { readonly [Kind in Computation['kind']]: Compiler<Extract<Computation, { kind: Kind }>> };

const compilers: Compilers = {
  'multilayer-perceptron': multilayerPerceptron,
  sphere,
  'isotropic-noise': isotropicNoise,
};

/** Turns a computation into the instructions of one stochastic gradient and its loss. */
export function compile(computation: Computation, context: CompilerContext): readonly Instruction[] {
  return (compilers[computation.kind] as Compiler<Computation>)(computation, context);
}
