import { activationBinding } from '../activation-binding.ts';
import type { LayerBinding } from './layer-binding.ts';

export const relu: LayerBinding = activationBinding('relu', 'relu');
