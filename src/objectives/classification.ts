import type { Precision } from '../arithmetic/tensor.ts';
import { describeNetwork } from '../networks/describe-network.ts';
import { scaleInvariantGroups } from '../networks/scale-invariant-groups.ts';
import { ClassificationInstance } from './classification-instance.ts';
import { classificationMetrics } from './classification-metrics.ts';
import { fixedValues } from './initial-values.ts';
import { isFullBatch, type LabelledNetwork } from './labelled-network.ts';
import type { Objective } from './objective.ts';

/**
 * The objective of a network on a data set, but for its names: mean cross-entropy of mini-batches.
 *
 *     L = mean over the rows of the batch of  ln Σⱼ e^(zⱼ − z_label),   z = the network's output
 *
 * Metrics: `trainLoss`, over all training rows, `testLoss` and `testAccuracy`. Where layers have statistics of a batch, the training
 * rows pass as one, and test rows are normalised with its numbers.
 *
 * @throws ConfigurationError `BAD_NETWORK`
 */
export function classification(network: LabelledNetwork): Omit<Objective, 'reference' | 'name' | 'description'> {
  const { graph, family, fixedSeed } = network;
  const description = describeNetwork(graph);
  const constants = description.constants.map((array) => fixedValues(array, family, fixedSeed));
  const described = { ...network, description, constants };
  return {
    parameters: description.parameters.map(({ name, shape }) => ({ name, shape })),
    groups: scaleInvariantGroups(description),
    normaliserEpsilon: Math.max(0, ...description.nodes.map(({ options: { epsilon = 0 } }) => epsilon)),
    noise: isFullBatch(network) ? 'none' : 'minibatch',
    metrics: classificationMetrics,
    instantiate: (precision: Precision) => new ClassificationInstance(described, precision),
  };
}
