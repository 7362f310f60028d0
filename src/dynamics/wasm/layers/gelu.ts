import { activationBinding } from '../activation-binding.ts';
import type { LayerBinding } from './layer-binding.ts';

export const gelu: LayerBinding = activationBinding('gelu', 'gelu');
