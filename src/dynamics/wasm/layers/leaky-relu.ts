import { activationBinding } from '../activation-binding.ts';
import type { LayerBinding } from './layer-binding.ts';

export const leakyRelu: LayerBinding = activationBinding('leaky-relu', 'leakyRelu');
