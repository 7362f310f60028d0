import { groupNormalisation } from './group-normalisation.ts';
import type { LayerBinding } from './layer-binding.ts';

export const layerNormalisation: LayerBinding<{ epsilon: number }> = {
  layer: 'layer-normalisation',
  compile: (place, { epsilon }) => groupNormalisation.compile(place, { groups: 1, epsilon }),
};
