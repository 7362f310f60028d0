import type { Computation } from '../../../objectives/computation.ts';
import type { CompiledComputation, Compiler, CompilerContext } from './compiler.ts';
import { isotropicNoise } from './isotropic-noise.ts';
import { missingKernel, network } from './network.ts';
import { sphere } from './sphere.ts';

type Compilers = { readonly [Kind in Computation['kind']]: Compiler<Extract<Computation, { kind: Kind }>> };

const compilers: Compilers = {
  network,
  sphere,
  'isotropic-noise': isotropicNoise,
};

/** Why a computation cannot be compiled; `undefined` where it can. */
export function whyNotCompiled(computation: Computation): string | undefined {
  return computation.kind === 'network' ? missingKernel(computation) : undefined;
}

/** Turns a computation into instructions. */
export function compile(computation: Computation, context: CompilerContext): CompiledComputation {
  return (compilers[computation.kind] as Compiler<Computation>)(computation, context);
}
