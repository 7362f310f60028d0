import type { NetworkGraph, NetworkNode } from './graph.ts';

/** What is normalised in every hidden layer. */
export type NormaliserName = 'batch' | 'layer' | 'group' | 'rms' | 'weight' | 'none';

/** The activations that a perceptron may have: each a layer of that name. */
export type ActivationName = 'relu' | 'leaky-relu' | 'tanh' | 'gelu';

/** The architecture of a multilayer perceptron. */
export interface Perceptron {
  /** Shape of a row of data. */
  readonly input: readonly number[];
  /** Units of the hidden layers. */
  readonly widths: readonly number[];
  readonly classes: number;
  readonly activation: ActivationName;
  readonly normaliser: NormaliserName;
  /** Runs of units a row under group normalisation; divides every width. */
  readonly groups: number;
  /** ε inside the normaliser. */
  readonly epsilon: number;
  /** Whether the last, linear layer is trained or a constant. */
  readonly topLayer: 'fixed' | 'trained';
  /** Gain and shift after the normaliser. */
  readonly gain: 'none' | 'fixed' | 'trained';
  /** A number added to each pre-activation before the normaliser. */
  readonly bias: 'none' | 'trained';
}

/**
 * A multilayer perceptron, normalised before the activation:
 *
 *     h₀ = x,   hₗ = φ(γₗ ∘ norm(hₗ₋₁ Wₗ + bₗ) + βₗ),   logits = h_L W_top
 */
export function multilayerPerceptron(perceptron: Perceptron): NetworkGraph {
  const { input, widths, classes, activation, topLayer, gain, bias } = perceptron;
  const hidden = widths.flatMap((units, i): NetworkNode[] => {
    const block = `hidden${i + 1}`;
    return [
      { ...weights(perceptron, units), block },
      ...(bias === 'trained' ? [{ layer: 'bias', block }] : []),
      ...normaliser(perceptron),
      ...(gain === 'none' ? [] : [{ layer: 'affine', block, fixed: gain === 'fixed' }]),
      { layer: activation },
    ];
  });
  const top: NetworkNode = { layer: 'linear', options: { units: classes }, block: 'top', fixed: topLayer === 'fixed' };
  return { input, nodes: [...hidden, top] };
}

function weights({ normaliser, epsilon }: Perceptron, units: number): NetworkNode {
  return normaliser === 'weight'
    ? { layer: 'weight-normalised-linear', options: { units, epsilon } }
    : { layer: 'linear', options: { units } };
}

function normaliser({ normaliser: name, groups, epsilon }: Perceptron): readonly NetworkNode[] {
  if (name === 'none' || name === 'weight') return [];
  return [{ layer: `${name}-normalisation`, options: name === 'group' ? { groups, epsilon } : { epsilon } }];
}
