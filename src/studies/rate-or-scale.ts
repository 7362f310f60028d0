import type { Precision } from '../arithmetic/tensor.ts';
import { loss } from '../metrics/loss.ts';
import { objective } from '../objectives/reference.ts';
import { claim } from './claim.ts';
import { exactly } from './estimate.ts';
import { panel } from './panel.ts';
import type { Study } from './study.ts';
import type { ArmReadings } from './study-context.ts';

const SCALES = [2, 8, 32];
const STEPS = Array.from({ length: 200 }, (_, i) => i + 1);

/** Another learning rate is another scale of the start, bit for bit. */
export const rateOrScale: Study = {
  name: 'rate-or-scale',
  question: 'Is changing the initial learning rate equivalent to changing the scale of the initialisation?',
  askedBy: [{ reviewer: 2, point: '9', asks: 'a striking claim: are there experiments to verify it?' }],
  answer: 'It is, bit for bit.',
  prediction:
    '(c²η, λ/c², w₀) and (η, λ, w₀/c) take the same directions, bit for bit where c is a power of two; with η alone changed they part',
  source: 'L(cw) = L(w) implies ∇L(cw) = ∇L(w)/c, and SGD’s update then scales by c; Li, Lyu & Arora 2020',
  protocol: `Plain SGD on digits (batch normalisation, 32-32 units, batch 32), ${STEPS.length} steps of the same mini-batches, in float64 and float32: largest difference of mini-batch losses.`,
  failsWhere:
    'With an ε in the normaliser or a clip that is not scaled along; c that is no power of two agrees up to rounding, which chaos amplifies.',
  seconds: { quick: 5, full: 10 },

  async run({ run, size }) {
    const rows: { precision: Precision; c: number; orbit: number; alone: number }[] = [];
    let curves: readonly { name: string; losses: number[] }[] = [];
    for (const precision of ['float64', 'float32'] as const) {
      const shared = { precision, traceAt: STEPS };
      const arms = SCALES.flatMap((c) => [
        [`rate ${c}`, { ...shared, learningRate: 0.125 * c * c, weightDecay: 0.125 / (c * c) }] as const,
        [`scale ${c}`, { ...shared, learningRate: 0.125, weightDecay: 0.125, initScale: 1 / c }] as const,
      ]);
      const read = await run({
        label: precision,
        objective: objective('digits-mlp'),
        replicas: size(2, 8),
        metrics: [loss],
        arms: Object.fromEntries([['base', { ...shared, learningRate: 0.125, weightDecay: 0.125 }], ...arms]),
      });
      for (const c of SCALES) {
        const [rate, scale] = [read[`rate ${c}`], read[`scale ${c}`]];
        rows.push({ precision, c, orbit: largest(rate, scale), alone: largest(rate, read.base) });
      }
      curves = ['rate 8', 'scale 8', 'base'].map((name) => ({ name, losses: STEPS.map((_, i) => read[name].at(loss, i)[0]) }));
    }
    const titles = ['(64η, λ/64, w₀)', '(η, λ, w₀/8)', '(η, λ, w₀)'];
    return {
      claims: rows.flatMap(({ precision, c, orbit, alone }) => [
        claim(`${precision}, c = ${c}: largest difference of losses`, exactly(orbit), { theory: 0, apart: 0 }),
        claim(`${precision}, c = ${c}: the same against a start that was not scaled`, exactly(alone), { above: 0.01 }),
      ]),
      table: rows.map(({ precision, c, orbit, alone }) => ({
        precision,
        c,
        'largest difference': orbit,
        'start not scaled': alone,
      })),
      figure: {
        title: 'A larger learning rate, or a smaller start',
        caption:
          'Mini-batch loss of plain SGD on digits in float32, one replica: with 64 times η and λ/64, with an eighth of the start (the same line), and with neither.',
        panels: [
          panel(
            'the first 200 steps',
            { x: 'step', y: 'mini-batch loss' },
            curves.map(({ losses }, i) => ({
              name: titles[i],
              kind: i === 1 ? 'bound' : 'measured',
              points: losses.flatMap((y, step) => (step % 4 === 0 ? [{ x: step + 1, y }] : [])),
            })),
          ),
        ],
      },
    };
  },
};

function largest(one: ArmReadings, other: ArmReadings): number {
  const gaps = STEPS.flatMap((_, i) => one.at(loss, i).map((value, replica) => Math.abs(value - other.at(loss, i)[replica])));
  return Math.max(...gaps);
}
