import { activationBinding } from '../activation-binding.ts';
import type { LayerBinding } from './layer-binding.ts';

export const tanh: LayerBinding = activationBinding('tanh', 'tanh');
