import type { Computation } from '../../../objectives/computation.ts';
import type { CompiledComputation, Compiler, CompilerContext } from './compiler.ts';
import { isotropicNoise } from './isotropic-noise.ts';
import { multilayerPerceptron } from './multilayer-perceptron.ts';
import { sphere } from './sphere.ts';

type Compilers = { readonly [Kind in Computation['kind']]: Compiler<Extract<Computation, { kind: Kind }>> };

const compilers: Compilers = {
  'multilayer-perceptron': multilayerPerceptron,
  sphere,
  'isotropic-noise': isotropicNoise,
};

/** Turns a computation into instructions. */
export function compile(computation: Computation, context: CompilerContext): CompiledComputation {
  return (compilers[computation.kind] as Compiler<Computation>)(computation, context);
}
