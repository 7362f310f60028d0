import type { SphereComputation } from '../../../objectives/computation.ts';
import { call } from '../program.ts';
import type { Compiler } from './compiler.ts';

/** u = w/‖w‖, the loss and its gradient at u, noise, and back to w. See `src/objectives/spherical-objective.ts`. */
export const sphere: Compiler<SphereComputation> = ({ dimension, noise, loss }, { machine, parameters, gradients, key }) => {
  const [u, v] = [machine.doubles(dimension), machine.doubles(dimension)];
  const norm = machine.doubles(1);
  const arrays = (loss.arrays ?? []).map((values) => machine.constantDoubles(values));
  const scratch = Array.from({ length: loss.scratch ?? 0 }, () => machine.doubles(dimension));
  const numbers = loss.numbers.map((number) => ({ real: number }));
  return {
    initialise: [call('fillNormal', parameters[0], dimension, { real: 1 / Math.sqrt(dimension) })],
    gradient: [
      call('seekStream', key[0], key[1]),
      call('sphereDirection', parameters[0], u, norm, dimension),
      call(loss.kernel, u, v, ...arrays, ...scratch, dimension, ...numbers),
      ...(noise > 0 ? [call('sphereAddNoise', v, dimension, { real: noise })] : []),
      call('spherePullBack', v, u, norm, gradients[0], dimension),
    ],
  };
};
