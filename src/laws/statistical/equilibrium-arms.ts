import { log, powerOfTwo } from '../../arithmetic/elementary.ts';
import type { Arm } from '../../experiments/arm.ts';
import type { Schedule } from '../../experiments/schedule.ts';
import type { ExtremeStart, Start, TrainedStart } from '../../experiments/start.ts';
import { alongOrbit } from '../../inference/orbit.ts';
import type { LawContext } from '../law.ts';
import { snapshotsOf } from './comparisons.ts';
import { EARLIER, type History, type PairConfiguration } from './equilibrium-pairs.ts';
import { quickMoments } from './equilibrium-start.ts';
import { classifies } from './function-space.ts';
import { windowFactor } from './noise-moments.ts';

/** Directions of which the extreme one is taken; on networks, where reading one takes as long as training for many steps. */
const [AMONG, AMONG_NETWORKS] = [16, 4];

/** The arms of a pair: burn-in for a far start and window, in units of 1/κ. */
export function armsOf(context: LawContext, pair: PairConfiguration, stretch: number): readonly [Arm, Arm] {
  const { learningRate, weightDecay, initScale, decayRate: rate, ratio, other, first, second } = pair;
  return [
    armOf(context, pair, { triple: { learningRate, weightDecay, initScale }, rate, history: first, side: 'least', stretch }),
    armOf(context, pair, { triple: other, rate: rate * ratio, history: second, side: 'most', stretch }),
  ];
}

interface ArmParts {
  readonly triple: PairConfiguration['other'];
  readonly rate: number;
  readonly history: History;
  readonly side: ExtremeStart['side'];
  readonly stretch: number;
}

function armOf(context: LawContext, pair: PairConfiguration, { triple, rate, history, side, stretch }: ArmParts): Arm {
  const { changed: quick, hyperparameters, time: slowest } = quickMoments(context.subject);
  const longer = windowFactor(context.objective);
  const symmetry = context.subject.profile.symmetry.value!;
  const c = powerOfTwo(history.exponent);
  const { learningRate, weightDecay, initScale } = triple;
  const extreme: Exclude<Start, TrainedStart> | undefined =
    pair.apart === ''
      ? undefined
      : { kind: 'extreme', metric: pair.apart, side, among: classifies(context) ? AMONG_NETWORKS : AMONG };
  const before = stepsBefore(history, rate);
  const octaves = Math.max(Math.abs(pair.first.octaves), Math.abs(pair.second.octaves));
  // Squared gradients of a start so far below have to be forgotten too, by a moment that forgets e^6 in its time.
  const burnIn = Math.ceil((6 + octaves * log(2)) / rate + slowest * (1 + (2 * octaves * log(2)) / 6));
  const unmoved = alongOrbit(symmetry, 1 / c, learningRate, weightDecay, {});
  const trained: TrainedStart = {
    kind: 'trained',
    learningRate: unmoved.learningRate,
    weightDecay: unmoved.weightDecay,
    initScale: initScale / c,
    hyperparameters: quick,
    steps: burnIn,
    ...(extreme && { start: extreme }),
  };
  const start = history.trained ? trained : extreme;
  // What another rate has made of the norm is less than the root of their ratio away. Both arms wait for it: windows at the same steps
  // have the same noise, which then cancels.
  const earlier = Math.max(stepsBefore(pair.first, rate), stepsBefore(pair.second, rate));
  const from = earlier + burnIn + Math.ceil(earlier > 0 ? (0.5 * log(EARLIER)) / rate : 0);
  return {
    learningRate: before === 0 ? learningRate : afterwards(history.earlier * learningRate, before, learningRate),
    weightDecay,
    initScale: history.trained ? c : initScale,
    ...(start && { start }),
    hyperparameters: { ...quick, ...alongOrbit(symmetry, c, 1, 1, hyperparameters).hyperparameters },
    initialisation: `${side === 'least' ? 'first' : 'second'}/${pair.seed}`,
    windows: [{ from: from + 1, to: from + Math.ceil(stretch * (longer * (10 / rate) + slowest)) }],
    equilibrium: 0,
    snapshots: snapshotsOf(context),
  };
}

/** Steps at another rate. */
function stepsBefore({ earlier }: History, rate: number): number {
  return earlier === 1 ? 0 : Math.ceil(1 / rate);
}

/** One value for some steps, and another one from then on. */
function afterwards(earlier: number, steps: number, value: number): Schedule {
  return {
    pieces: [
      { from: 1, value: earlier },
      { from: steps + 1, value },
    ],
  };
}
