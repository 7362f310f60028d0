import { exp, log } from '../arithmetic/elementary.ts';
import { gradientMoment } from '../metrics/gradient-moment.ts';
import { ofGroup } from '../metrics/of-group.ts';
import { innerProducts } from '../metrics/groups.ts';
import type { Metric } from '../metrics/metric.ts';
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
  answer:
    'It does, once norms have settled, which takes longer: every layer then turns alike. The rms of rotation does not show it, logarithms of cosines do.',
  prediction:
    'At initialisation ‖g‖‖w‖ grows by √(π/(π − 1)) = 1.2112 per ReLU layer towards the input. Norms absorb it, ρ ~ S^(1/4): after some (L/2) ln 1.211/(ηλ) steps more than usual mean ln cos∠(w, w⁺) = ln(1 − ηλ) in every layer',
  source: 'Yang et al. 2019 (arXiv 1902.08129) for the explosion; the rest from cos∠(w, w⁺) = (1 − ηλ)‖w‖/‖w⁺‖ for every unit',
  protocol: `Growth: digits, wide hidden layers, first gradient of plain SGD, ln(‖g‖‖w‖) of inner layers. Rotation: many layers of 32 units (30 in the quick form, 100 in full) at ηλ = ${INTRINSIC}, after settling, of first, middle and last layer.`,
  failsWhere:
    'Before settling; in float32 where η²‖g‖²‖w‖⁻² overflows; signal collapse makes the function useless although the laws hold. Of 100 layers some steps turn a layer so close to a right angle that the inner product has no digits left: their cosine is read from the norms.',
  correction:
    'The root mean square is the wrong measure of rotation there: steps of deep networks come in bursts, large angles saturate a chord, and rms rotation is a fifth short of √(2ηλ) in every layer, while mean ln cos is as it must be. With fewer than about 30/(ηλ) steps the norms have not settled.',
  seconds: { quick: 40, full: 320 },

  async run({ run, size }) {
    const [layers, width, batch] = [size(16, 24), size(256, 512), size(128, 256)];
    const inner = Array.from({ length: layers - 5 }, (_, i) => i + 3);
    const moments = inner.map((layer) => ofGroup(gradientMoment, layer));
    const { first } = await run({
      label: 'growth',
      objective: objective(`digits-mlp?widths=${Array(layers).fill(width).join(',')}&batch=${batch}`),
      replicas: size(16, 24),
      metrics: moments,
      arms: { first: { learningRate: 1e-6, weightDecay: 0, traceAt: [1] } },
    });
    const logs = moments.map((metric) => first.at(metric, 0).map((moment) => 0.5 * log(moment)));
    const last = logs.length - 1;
    const growth = through(meanOf(logs[0].map((value, i) => (value - logs[last][i]) / last)), exp);

    const depth = size(30, 100);
    const settled = Math.round((30 + 0.096 * depth) / INTRINSIC);
    const watched = [0, Math.floor(depth / 2), depth - 1];
    const turns = watched.map((layer) => ofGroup(meanLogCosine, layer));
    const chords = watched.map((layer) => ofGroup(squaredAngularUpdate, layer));
    const { deep } = await run({
      label: 'rotation',
      objective: objective(`digits-mlp?widths=${Array(depth).fill(32).join(',')}&batch=64`),
      replicas: size(12, 64),
      metrics: [...turns, ...chords],
      arms: { deep: { learningRate: 1, weightDecay: INTRINSIC, windows: [{ from: settled, to: settled + 1_007 }] } },
    });
    const rotations = turns.map((metric) => through(meanOf(deep.mean(metric)), (mean) => mean / log(1 - INTRINSIC)));
    const rms = chords.map((metric) => through(meanOf(deep.mean(metric)), (chord) => Math.sqrt(chord / (2 * INTRINSIC))));
    const names = ['first', 'middle', 'last'];
    return {
      claims: [
        claim('growth of ‖g‖‖w‖ per layer at initialisation', growth, { theory: GROWTH, within: 0.02 }),
        ...rotations.map((rotation, i) =>
          claim(`mean ln cos over ln(1 − ηλ) in the ${names[i]} of ${depth} layers`, rotation, { theory: 1, within: 0.06 }),
        ),
        ...rms.map((rotation, i) =>
          claim(`rms rotation over √(2ηλ) in the ${names[i]} of ${depth} layers`, rotation, { below: 0.95 }),
        ),
      ],
      table: inner.map((layer, i) => ({
        layer: layer + 1,
        '‖g‖‖w‖ over that of the last': exp(meanOf(logs[i].map((value, replica) => value - logs[last][replica])).value),
        theory: exp(log(GROWTH) * (last - i)),
      })),
      figure: {
        title: 'Gradients explode towards the input at initialisation',
        caption: `Digits, ${layers} hidden layers of ${width} units with batch normalisation and ReLU, batch ${batch}: gradient norm times weight norm of inner layers over that of the last, mean over replicas with 99.99 % intervals. Line: √(π/(π − 1)) per layer. Of ${depth} layers of 32 units after settling, mean ln cos of first, middle and last is ${rotations.map(({ value }) => value.toFixed(3)).join(', ')} of ln(1 − ηλ).`,
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

/**
 * Smallest cosine that an inner product of single-precision weights shows to about a thousandth: rounding turns w⁺ by 6e-8 of its own
 * norm, and leaves about 1e-6 of the gradient along w.
 */
const RESOLVED = 2 ** -10;

/**
 * Mean over units of ln cos∠(w, w⁺). Of the rare step that turns further than an inner product can resolve, from the norms:
 * cos∠(w, w⁺) = (1 − ηλ)‖w‖/‖w⁺‖ where the gradient is orthogonal to w.
 */
const meanLogCosine: Metric = {
  name: 'mean-log-cosine',
  description: 'mean over scale-invariant units of ln cos∠(w, w⁺), from norms alone where it is below 2⁻¹⁰',
  measure({ objective: { groups }, before, after, learningRate, weightDecay }) {
    const [old, next] = [innerProducts(groups, before, before), innerProducts(groups, after, after)];
    const across = innerProducts(groups, before, after);
    const cosine = (unit: number): number => {
      const direct = across[unit] / Math.sqrt(old[unit] * next[unit]);
      return direct > RESOLVED ? direct : (1 - learningRate * weightDecay) * Math.sqrt(old[unit] / next[unit]);
    };
    return across.reduce((sum, _, unit) => sum + log(cosine(unit)), 0) / across.length;
  },
};
