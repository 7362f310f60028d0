/** Where the theory ends. */
export const limits = {
  'limit-not-invariant': 'weights that are not scale-invariant are trained with weight decay',
  'limit-epsilon': 'a constant beside the weights is a scale of its own',
  'limit-dead-units': 'units without gradient only decay',
  'limit-memory': 'gradients are not independent over the memory of the rule',
  'limit-barrier': 'a barrier between basins is too high for the noise to cross',
  'limit-start': 'what the law assumes is fulfilled, and yet where a run comes from stays visible',
} as const;
