import { exp, log } from '../arithmetic/elementary.ts';
import { gradientMoment } from '../metrics/gradient-moment.ts';
import { ofGroup } from '../metrics/of-group.ts';
import { squaredAngularUpdate } from '../metrics/squared-angular-update.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { meanOf, through } from './estimate.ts';
import { panel } from './panel.ts';
import { measured, theory } from './series.ts';
import type { Study } from './study.ts';

/** Growth of gradients per layer of batch normalisation and ReLU. */
const GROWTH = Math.sqrt(Math.PI / (Math.PI - 1));
const INTRINSIC = 0.05;

/** Gradients explode in deep batch-normalised networks; scale invariance absorbs it. */
export const depth100: Study = {
  name: 'depth-100',
  question: 'Does the picture still hold in networks as deep as 100 layers, whose gradients explode at initialisation?',
  askedBy: [
    {
      reviewer: 1,
      point: 'question 2',
      asks: 'batch normalisation causes gradient explosion in deep networks: does this hold for, say, a BN-MLP of depth 100?',
    },
  ],
  prediction:
    'At initialisation ‖g‖‖w‖ grows by √(π/(π − 1)) = 1.2112 per ReLU layer towards the input. Norms absorb it, ρ ~ S^(1/4): after some (L/2) ln 1.211/(ηλ) steps more than usual every layer turns by √(2ηλ)',
  source: 'Yang et al. 2019 (arXiv 1902.08129) for the explosion; the rest from cos∠(w, w⁺) = (1 − ηλ)‖w‖/‖w⁺‖ for every unit',
  protocol: `Growth: digits, wide hidden layers, first gradient of plain SGD, ln(‖g‖‖w‖) of inner layers. Rotation: many layers of 64 units (30 in the quick form, 100 in full) at ηλ = ${INTRINSIC}, rms over a window after settling, of first, middle and last layer.`,
  failsWhere:
    'Before settling; in float32 where η²‖g‖²‖w‖⁻² overflows; signal collapse makes the function useless although the laws hold.',
  seconds: { quick: 40, full: 300 },

  async run({ run, size }) {
    const [layers, width, batch] = [size(16, 24), size(256, 512), size(128, 256)];
    const inner = Array.from({ length: layers - 5 }, (_, i) => i + 3);
    const moments = inner.map((layer) => ofGroup(gradientMoment, layer));
    const { first } = await run({
      label: 'growth',
      objective: objective(`digits-mlp?widths=${Array(layers).fill(width).join(',')}&batch=${batch}`),
      replicas: size(6, 12),
      metrics: moments,
      arms: { first: { learningRate: 1e-6, weightDecay: 0, traceAt: [1] } },
    });
    const logs = moments.map((metric) => first.at(metric, 0).map((moment) => 0.5 * log(moment)));
    const last = logs.length - 1;
    const growth = through(meanOf(logs[0].map((value, i) => (value - logs[last][i]) / last)), exp);

    const depth = size(30, 100);
    const settled = Math.round((6 + 0.096 * depth) / INTRINSIC);
    const watched = [0, Math.floor(depth / 2), depth - 1];
    const turns = watched.map((layer) => ofGroup(squaredAngularUpdate, layer));
    const { deep } = await run({
      label: 'rotation',
      objective: objective(`digits-mlp?widths=${Array(depth).fill(64).join(',')}&batch=64`),
      replicas: size(4, 6),
      metrics: turns,
      arms: { deep: { learningRate: 1, weightDecay: INTRINSIC, windows: [{ from: settled, to: settled + 127 }] } },
    });
    const rotations = turns.map((metric) => through(meanOf(deep.mean(metric)), (chord) => Math.sqrt(chord / (2 * INTRINSIC))));
    const names = ['first', 'middle', 'last'];
    return {
      claims: [
        claim('growth of ‖g‖‖w‖ per layer at initialisation', growth, { theory: GROWTH, within: 0.02 }),
        ...rotations.map((rotation, i) =>
          claim(`rotation of the ${names[i]} of ${depth} layers over √(2ηλ)`, rotation, { theory: 1, within: 0.04 }),
        ),
      ],
      table: inner.map((layer, i) => ({
        layer: layer + 1,
        '‖g‖‖w‖ over that of the last': exp(meanOf(logs[i].map((value, replica) => value - logs[last][replica])).value),
        theory: exp(log(GROWTH) * (last - i)),
      })),
      figure: {
        title: 'Gradients explode towards the input at initialisation',
        caption: `Digits, ${layers} hidden layers of ${width} units with batch normalisation and ReLU, batch ${batch}: gradient norm times weight norm of inner layers over that of the last, mean over replicas with 99.99 % intervals. Line: √(π/(π − 1)) per layer. Of ${depth} layers of 64 units after settling, first, middle and last turn by ${rotations.map(({ value }) => value.toFixed(3)).join(', ')} of √(2ηλ).`,
        panels: [
          panel('at initialisation', { x: 'layer, from the input', y: '‖g‖‖w‖ over that of the last', logarithmic: 'y' }, [
            theory(
              '1.2112 per layer',
              inner.map((layer) => layer + 1),
              (x) => exp(log(GROWTH) * (inner[last] + 1 - x)),
            ),
            measured(
              'measured',
              inner.map((layer) => layer + 1),
              logs.map((values) => through(meanOf(values.map((value, i) => value - logs[last][i])), exp)),
            ),
          ]),
        ],
      },
    };
  },
};
