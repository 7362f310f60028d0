import { averagePooling } from './layers/average-pooling.ts';
import type { NetworkGraph, NetworkNode } from './graph.ts';
import type { Shape } from './layers/layer.ts';

/** The architecture of a convolutional network. */
export interface Convolutional {
  /** Shape of a picture. */
  readonly input: Shape;
  /** Side of the squares that the picture is averaged over before anything else. */
  readonly shrink: number;
  /** Channels of the hidden layers. */
  readonly channels: readonly number[];
  readonly classes: number;
  readonly activation: 'relu' | 'leaky-relu' | 'tanh' | 'gelu';
  readonly normaliser: 'batch' | 'layer' | 'rms' | 'none';
  /** Whether the last, linear layer is trained or a constant. */
  readonly topLayer: 'fixed' | 'trained';
}

/**
 * A convolutional network without bias: squares of 3×3 that keep the size, normalised before the activation, and halved as long as
 * height and width are even.
 *
 *     h₀ = shrink(x),   hₗ = halve(φ(norm(hₗ₋₁ ∗ Wₗ))),   logits = h_L W_top
 *
 * Source: "a simple 4-layer normalized CNN", Li, Lyu & Arora 2020 (arXiv 2010.02916), in small.
 */
export function convolutionalNetwork({ input, shrink, channels, classes, ...rest }: Convolutional): NetworkGraph {
  const { activation, normaliser, topLayer } = rest;
  const pool = (window: number): NetworkNode => ({ layer: averagePooling.name, options: { window } });
  const nodes: NetworkNode[] = shrink === 1 ? [] : [pool(shrink)];
  let [height, width] = input.map((extent) => extent / shrink);
  channels.forEach((count, i) => {
    nodes.push({ layer: 'convolution', options: { channels: count, side: 3, padding: 1 }, block: `hidden${i + 1}` });
    if (normaliser !== 'none') nodes.push({ layer: `${normaliser}-normalisation` });
    nodes.push({ layer: activation });
    if (height % 2 === 1 || width % 2 === 1) return;
    nodes.push(pool(2));
    [height, width] = [height / 2, width / 2];
  });
  nodes.push({ layer: 'linear', options: { units: classes }, block: 'top', fixed: topLayer === 'fixed' });
  return { input, nodes };
}
