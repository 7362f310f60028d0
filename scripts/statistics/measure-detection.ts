import {
  clipBound,
  equivalenceSampleSize,
  gaussianSequentialEquivalence,
  normal,
  sequentialEquivalence,
  stream,
  type VerdictValue,
} from '../../src/index.ts';
import { BOUND, clip, design, DETECTABLE, TOLERANCE } from './design.ts';
import { inputs } from './inputs.ts';
import type { Size } from './measure-alarms.ts';

/** A test that is given one value after the other. */
interface Sequential {
  readonly n: number;
  readonly verdict: VerdictValue;
  add(value: number): Sequential;
}

/** How often each verdict was reached, and after how many values in the mean. */
interface Tally {
  readonly effect: number;
  readonly runs: number;
  readonly holds: number;
  readonly refuted: number;
  readonly undecided: number;
  readonly values: number;
}

/** A design under an effect. */
export interface DesignRow extends Tally {
  readonly design: string;
  readonly alpha: number;
}

/** An effect in an input. */
export interface DetectionRow extends Tally {
  readonly input: string;
  /** `equivalenceSampleSize`, where it is for such an input. */
  readonly planned: number | undefined;
}

/** Runs a sequential test to its end, at most `limit` values. */
function finish(test: Sequential, draw: () => number, limit: number): Sequential {
  let state = test;
  while (state.verdict === 'undecided' && state.n < limit) state = state.add(draw());
  return state;
}

/** Plug-in bets of Waudby-Smith and Ramdas (aGRAPA), truncated at a share of the largest; here only, for comparison. */
function agrapa(threshold: number, share: number): (x: number) => number {
  let [n, sum, squares, wealth] = [1, 0, 1, 1];
  return (x) => {
    const centre = sum / n;
    const bet = (centre - threshold) / (squares / n + (centre - threshold) ** 2);
    wealth *= 1 + Math.min(Math.max(bet, 0), share / (threshold + BOUND)) * (x - threshold);
    n++;
    sum += x;
    squares += (x - sum / n) ** 2;
    return wealth;
  };
}

function agrapaTest(alpha: number, share: number): Sequential {
  const above = agrapa(TOLERANCE, share);
  const below = agrapa(TOLERANCE, share);
  const over = agrapa(-DETECTABLE, share);
  const under = agrapa(-DETECTABLE, share);
  const state: { n: number; verdict: VerdictValue; add(value: number): Sequential } = {
    n: 0,
    verdict: 'undecided',
    add(value) {
      const x = clip(value);
      const outside = (above(x) + below(-x)) / 2;
      const inside = Math.min(over(x), under(-x));
      state.n++;
      if (outside >= 1 / alpha) state.verdict = 'refuted';
      else if (inside >= 100) state.verdict = 'holds';
      return state;
    },
  };
  return state;
}

/** Title, and the test at a level; `noise` draws values of mean 0 from the stream of the run. */
const designs: readonly [title: string, make: (alpha: number, noise: () => number) => Sequential][] = [
  ['`sequentialEquivalence`, clipped at ±3 sd', (alpha) => sequentialEquivalence({ ...design, alpha })],
  [
    '`sequentialEquivalence`, bound from a pilot of 8',
    (alpha, noise) =>
      sequentialEquivalence({
        ...design,
        bound: clipBound(Array.from({ length: 8 }, noise), { detectable: DETECTABLE }),
        alpha,
      }),
  ],
  ['aGRAPA bets, truncated at 1/2', (alpha) => agrapaTest(alpha, 0.5)],
  ['aGRAPA bets, truncated at 0.9', (alpha) => agrapaTest(alpha, 0.9)],
  [
    '`gaussianSequentialEquivalence`, σ known',
    (alpha) => gaussianSequentialEquivalence({ tolerance: TOLERANCE, detectable: DETECTABLE, standardDeviation: 1, alpha }),
  ],
];

/** How soon each design comes to a verdict about correct code, and about broken code. */
export function measureDesigns({ runs, seed }: Size, tell: (what: string) => void): DesignRow[] {
  const rows: DesignRow[] = [];
  const count = Math.max(10, Math.round(runs / 5));
  for (const [title, make] of designs) {
    for (const alpha of [1e-3, 1e-6]) {
      for (const effect of [0, DETECTABLE]) {
        tell(`${title} | effect ${effect} | α = ${alpha}`);
        const source = stream(seed, 'calibration', 'design', effect);
        const tally = { holds: 0, refuted: 0, undecided: 0, values: 0 };
        for (let run = 0; run < count; run++) {
          source.seek(run, 0);
          const noise = (): number => normal(source);
          const state = finish(make(alpha, noise), () => effect + noise(), 1000);
          tally[state.verdict]++;
          tally.values += state.n;
        }
        rows.push({ design: title, alpha, effect, runs: count, ...tally, values: tally.values / count });
      }
    }
  }
  return rows;
}

/** What `sequentialEquivalence` says of planted effects, input by input. */
export function measureDetection({ runs, seed }: Size, tell: (what: string) => void): DetectionRow[] {
  const rows: DetectionRow[] = [];
  const count = Math.max(10, Math.round(runs / 10));
  for (const [name, input] of Object.entries(inputs)) {
    for (const effect of [0, 0.25, 0.5, 1, 1.5, 2, 3]) {
      tell(`detection | ${name} | effect ${effect}`);
      const source = stream(seed, 'calibration', 'detection', name, effect);
      const tally = { holds: 0, refuted: 0, undecided: 0, values: 0 };
      for (let run = 0; run < count; run++) {
        source.seek(run, 0);
        const state = finish(sequentialEquivalence({ ...design, alpha: 1e-6 }), () => effect + input(source), 300);
        tally[state.verdict]++;
        tally.values += state.n;
      }
      const planned =
        name === 'normal'
          ? equivalenceSampleSize(effect, { ...design, alpha: 1e-6, standardDeviation: 1, power: 0.5 })
          : undefined;
      rows.push({ input: name, effect, runs: count, ...tally, values: tally.values / count, planned });
    }
  }
  return rows;
}
