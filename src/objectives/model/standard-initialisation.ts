import { size } from '../../arithmetic/tensor.ts';
import { fillNormal } from '../../random/normal.ts';
import type { Stream } from '../../random/stream.ts';
import type { ParameterSpecification } from '../objective.ts';

/**
 * Fills a tensor as is usual for one of its shape and name: normal with variance 1/fan-in for two or more axes, of which the last counts
 * outputs; 1 for vectors named as gains, 0 for those named as biases; normal with variance 1/n for other vectors of n entries.
 */
export function fillStandard({ name, shape }: ParameterSpecification, data: Float64Array, stream: Stream): void {
  const last = name.split(/[./]/).at(-1)!;
  if (shape.length < 2 && /gain|gamma|scale/i.test(last)) return void data.fill(1);
  if (shape.length < 2 && /bias|beta|shift|offset/i.test(last)) return void data.fill(0);
  const fanIn = shape.length < 2 ? data.length : size(shape.slice(0, -1));
  const deviation = 1 / Math.sqrt(fanIn);
  fillNormal(stream, data);
  for (let i = 0; i < data.length; i++) data[i] *= deviation;
}
