import type { NoiseComputation } from '../../../objectives/computation.ts';
import { call } from '../program.ts';
import type { Compiler } from './compiler.ts';

/** Noise on each sphere. See `src/objectives/isotropic-noise.ts`. */
export const isotropicNoise: Compiler<NoiseComputation> = (
  { dimension, strengths, tail },
  { machine, parameters, gradients, key },
) => {
  const [u, v] = [machine.doubles(dimension), machine.doubles(dimension)];
  const norm = machine.doubles(1);
  return {
    initialise: parameters.map((w) => call('fillNormal', w, dimension, { real: 1 / Math.sqrt(dimension) })),
    gradient: [
      call('seekStream', key[0], key[1]),
      ...strengths.flatMap((strength, group) => [
        call('sphereDirection', parameters[group], u, norm, dimension),
        tail === undefined
          ? call('sphereNoise', v, dimension, { real: strength })
          : call('sphereHeavyTailedNoise', v, dimension, { real: strength }, { real: tail.index }, { real: tail.unit }),
        call('spherePullBack', v, u, norm, gradients[group], dimension),
      ]),
    ],
  };
};
