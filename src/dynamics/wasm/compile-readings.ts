import { size } from '../../arithmetic/tensor.ts';
import type { Experiment } from '../../experiments/experiment.ts';
import type { Metric } from '../../metrics/metric.ts';
import { unitCount } from './memory-layout.ts';
import { call, offset, type Instruction, type Region } from './program.ts';

/** What has to be read before and after a step for the metrics that are functions of its summary. */
export function compileReadings(
  { objective, metrics }: Experiment,
  parameters: readonly Region[],
  gradients: readonly Region[],
  block: (perReplica: boolean) => Region,
  perReplica: boolean,
  parameterBlock: Region,
  stride: number,
): { before: readonly Instruction[]; after: readonly Instruction[] } {
  const wanted = new Set(metrics.flatMap(({ summary }: Metric) => summary?.reads ?? []));
  const { groups } = objective;
  const units = unitCount(groups);
  const products = (a: readonly Region[], b: readonly Region[], out: Region): Instruction[] => {
    let unit = 0;
    return groups.flatMap(({ tensors, columns }) => {
      const at = offset(out, 8 * unit);
      unit += columns ?? 1;
      if (columns !== undefined) {
        const [tensor] = tensors;
        const rows = size(objective.parameters[tensor].shape) / columns;
        return [call('columnProducts', a[tensor], b[tensor], at, rows, columns)];
      }
      return [
        call('clear', at, 1),
        ...tensors.map((tensor) => call('addProduct', a[tensor], b[tensor], at, size(objective.parameters[tensor].shape))),
      ];
    });
  };
  const [chord, moment] = [wanted.has('meanSquaredChord'), wanted.has('meanGradientMoment')];
  if (!wanted.has('meanLogSquare') && !chord && !moment) return { before: [], after: [] };

  const squares = block(perReplica);
  const old = chord ? block(perReplica) : undefined;
  const before = [
    ...products(parameters, parameters, squares),
    ...(wanted.has('meanLogSquare') ? [call('meanLogSquare', squares, units)] : []),
    ...(old ? [call('copy', parameterBlock, old, stride)] : []),
  ];
  const after: Instruction[] = [];
  if (old) {
    const oldParameters = parameters.map(({ address }) => offset(old, address - parameterBlock.address));
    const [squaresAfter, across] = [block(false), block(false)];
    after.push(
      ...products(parameters, parameters, squaresAfter),
      ...products(oldParameters, parameters, across),
      call('meanSquaredChord', squares, squaresAfter, across, units),
    );
  }
  // No update rule writes to the gradient, so that it is still there.
  if (moment) {
    const lengths = block(false);
    after.push(...products(gradients, gradients, lengths), call('meanGradientMoment', squares, lengths, units));
  }
  return { before, after };
}
