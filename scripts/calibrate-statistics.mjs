/**
 * Measures what the tests of src/statistics/ promise: how often they raise false alarms under their null hypotheses, and how soon
 * they find planted effects.
 *
 *     node scripts/calibrate-statistics.mjs [--runs 10000] [--seed 1] [--json] [--output docs/calibration.md]
 *
 * Reads the built package (npm run build). Every number is a function of seed and runs; 10 000 runs take some five minutes. The report goes
 * to stdout, progress to stderr; exits with 1 when a promise is broken, that is, when the 95 % lower bound of a false-alarm rate exceeds its
 * nominal rate.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { alphaStable } from '../dist/random/alpha-stable.js';
import { exponential } from '../dist/random/exponential.js';
import { normal } from '../dist/random/normal.js';
import { stream } from '../dist/random/stream.js';
import {
  batchMeans,
  bettingEProcess,
  bootstrap,
  clipBound,
  clopperPearson,
  distributionEquivalence,
  equivalenceSampleSize,
  gaussianSequentialEquivalence,
  kolmogorovSmirnov,
  mean,
  normalQuantile,
  ordinaryLeastSquares,
  quantileInterval,
  sequentialEquivalence,
  sequentialTwoSample,
  theilSen,
  updateBettingEProcess,
  welch,
} from '../dist/statistics/index.js';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    output: { type: 'string' },
  },
});
const runs = Number(options.runs);
const seed = Number(options.seed);
if (!Number.isInteger(runs) || runs < 10 || !Number.isInteger(seed)) {
  console.error(
    `--runs must be an integer of at least 10 and --seed an integer; received "${options.runs}" and "${options.seed}"`,
  );
  process.exit(2);
}

/** Nominal error rates at which false alarms are counted. */
const LEVELS = [1e-2, 1e-3];
/** The design of the project: tolerance half a standard deviation, detectable effect three times that, clipping at ±3. */
const TOLERANCE = 0.5;
const DETECTABLE = 1.5;
const BOUND = 3;
const design = { tolerance: TOLERANCE, detectable: DETECTABLE, bound: BOUND };

// Inputs: one value of a replica, with mean 0 and standard deviation 1 where they exist -----------------------------------------------

const PHI = 0.8;
const WINDOW = 10;
/** Standard deviation of the mean of a window of an AR(1) series with variance 1. */
const WINDOW_DEVIATION =
  Math.sqrt(
    Array.from({ length: 2 * WINDOW - 1 }, (_, i) => Math.abs(i - WINDOW + 1)).reduce(
      (sum, lag) => sum + (WINDOW - lag) * PHI ** lag,
      0,
    ),
  ) / WINDOW;

function windowMean(source) {
  // Skewed innovations: with normal ones a window mean would be a normal number and nothing else.
  const innovation = () => (exponential(source) - 1) * Math.sqrt(1 - PHI * PHI);
  let x = 0;
  for (let t = 0; t < 15; t++) x = PHI * x + innovation();
  let sum = 0;
  for (let t = 0; t < WINDOW; t++) sum += x = PHI * x + innovation();
  return sum / WINDOW / WINDOW_DEVIATION;
}

function studentThree(source) {
  const chiSquare = 2 * exponential(source) + normal(source) ** 2;
  // Variance 3 without the division by √3.
  return normal(source) / Math.sqrt(chiSquare / 3) / Math.sqrt(3);
}

const inputs = {
  normal: normal,
  'window means of an AR(1) series': windowMean,
  'skewed (exponential)': (source) => exponential(source) - 1,
  'heavy-tailed (Student, 3 d.f.)': studentThree,
  'heavy-tailed (1.5-stable, no variance)': (source) => alphaStable(source, 1.5) / 2,
};

const clip = (x) => Math.min(BOUND, Math.max(-BOUND, x));

/** A large sorted sample of an input with its running sums, from which the mean of shifted and clipped values is read off. */
const populations = new Map();
function population(name) {
  if (!populations.has(name)) {
    const source = stream(seed, 'calibration', 'population', name).seek(0, 0);
    const sorted = Float64Array.from({ length: Math.min(1_000_000, 100 * runs) }, () => inputs[name](source)).sort();
    const sums = new Float64Array(sorted.length + 1);
    sorted.forEach((x, i) => (sums[i + 1] = sums[i] + x));
    populations.set(name, { sorted, sums });
  }
  return populations.get(name);
}

/** The shift that gives clipped values the mean `target`, less 0.005 so that the error of finding it stays inside the null. */
function shiftTo(target, name) {
  const { sorted, sums } = population(name);
  const n = sorted.length;
  const below = (limit) => {
    let [low, high] = [0, n];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let [low, high] = [-2 * BOUND, 2 * BOUND];
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    const [first, last] = [below(-BOUND - middle), below(BOUND - middle)];
    const clipped = (sums[last] - sums[first] + middle * (last - first) + BOUND * (n - last - first)) / n;
    if (clipped < target) low = middle;
    else high = middle;
  }
  return low - 0.005;
}

// False alarms ----------------------------------------------------------------------------------------------------------------------

/**
 * A claim about a false-alarm rate. `trial` runs the test once and returns the smallest level at which it raises a false alarm
 * (a p-value, or 1 / the largest e-value on the way). `promise` says for which inputs the rate is guaranteed.
 */
const claims = [
  {
    test: '`sequentialEquivalence`: refuted',
    hypothesis: 'mean 0, bound from a pilot of 8, 100 pairs',
    promise: () => true,
    prepare: (input) => (source) => {
      const pair = () => (input(source) - input(source)) / Math.SQRT2;
      const bound = clipBound(Array.from({ length: 8 }, pair), { detectable: DETECTABLE });
      let state = sequentialEquivalence({ ...design, bound, alpha: LEVELS.at(-1), beta: 1e-300 });
      let most = 0;
      while (state.n < 100) {
        state = state.add(pair());
        most = Math.max(most, state.eValues.outside);
      }
      return 1 / most;
    },
  },
  {
    test: '`sequentialEquivalence`: refuted',
    hypothesis: 'clipped mean at the tolerance, 100 values',
    promise: () => true,
    times: 10,
    prepare: (input, name) => {
      const shift = shiftTo(TOLERANCE, name);
      const range = { lower: -BOUND, upper: BOUND };
      return (source) => {
        let above = bettingEProcess({ mean: 'at-most', threshold: TOLERANCE, ...range });
        let below = bettingEProcess({ mean: 'at-least', threshold: -TOLERANCE, ...range });
        let most = 0;
        while (above.n < 100) {
          const x = clip(input(source) + shift);
          above = updateBettingEProcess(above, x);
          below = updateBettingEProcess(below, x);
          most = Math.max(most, (above.eValue + below.eValue) / 2);
        }
        return 1 / most;
      };
    },
  },
  {
    test: '`sequentialEquivalence`: holds (`sequentialDifference`: refuted)',
    hypothesis: 'clipped mean at the detectable effect, 100 values',
    promise: () => true,
    times: 10,
    prepare: (input, name) => {
      // Mirrored, so that shiftTo's 0.005 lie outside ±δ₁.
      const shift = shiftTo(-DETECTABLE, name);
      const range = { lower: -BOUND, upper: BOUND };
      return (source) => {
        let over = bettingEProcess({ mean: 'at-most', threshold: -DETECTABLE, ...range });
        let under = bettingEProcess({ mean: 'at-least', threshold: DETECTABLE, ...range });
        let most = 0;
        while (over.n < 100) {
          const x = clip(input(source) + shift);
          over = updateBettingEProcess(over, x);
          under = updateBettingEProcess(under, x);
          most = Math.max(most, Math.min(over.eValue, under.eValue));
        }
        return 1 / most;
      };
    },
  },
  {
    test: '`confidenceSequence`: ever misses',
    hypothesis: 'any mean, 100 values',
    promise: () => true,
    times: 10,
    prepare: (input, name) => {
      const centre = shiftTo(0, name) + 0.005;
      const range = { lower: -BOUND, upper: BOUND };
      return (source) => {
        // The interval misses 0 exactly when one of the two e-values at 0 reaches 2/α.
        let above = bettingEProcess({ mean: 'at-most', threshold: 0, ...range });
        let below = bettingEProcess({ mean: 'at-least', threshold: 0, ...range });
        let most = 0;
        while (above.n < 100) {
          const x = clip(input(source) + centre);
          above = updateBettingEProcess(above, x);
          below = updateBettingEProcess(below, x);
          most = Math.max(most, above.eValue, below.eValue);
        }
        return 2 / most;
      };
    },
  },
  gaussianClaim('σ known', 1, (name) => name === 'normal'),
  gaussianClaim('σ taken 1.2 times too small', 1 / 1.2, () => false),
  {
    test: '`sequentialTwoSample`: refuted',
    hypothesis: 'equal laws, 100 pairs',
    promise: () => true,
    prepare: (input) => (source) => {
      let state = sequentialTwoSample();
      let most = 0;
      while (state.n < 100) {
        state = state.add(input(source), input(source));
        most = Math.max(most, state.eValue);
      }
      return 1 / most;
    },
  },
  {
    test: '`kolmogorovSmirnov`',
    hypothesis: 'equal laws, n = m = 20',
    promise: () => true,
    times: 10,
    prepare: (input) => (source) => kolmogorovSmirnov(draws(input, source, 20), draws(input, source, 20)).pValue,
  },
  {
    test: '`distributionEquivalence`: refuted',
    hypothesis: 'equal laws, n = m = 50',
    promise: () => true,
    prepare: (input) => (source) => {
      const [x, y] = [draws(input, source, 50), draws(input, source, 50)];
      const refuted = LEVELS.filter(
        (alpha) => distributionEquivalence(x, y, { tolerance: 0, detectable: 0.5, alpha }).verdict === 'refuted',
      );
      return Math.min(1, ...refuted);
    },
  },
  {
    test: '`quantileInterval` misses',
    hypothesis: 'median, n = 23',
    promise: () => true,
    times: 10,
    prepare: (input, name) => {
      const { sorted } = population(name);
      const truth = sorted[sorted.length >> 1];
      return (source) => {
        const values = draws(input, source, 23);
        return missedAt((confidence) => quantileInterval(values, 0.5, confidence).interval, truth);
      };
    },
  },
  {
    test: '`welch`',
    hypothesis: 'equal means, n = 8, m = 16',
    promise: () => false,
    prepare: (input) => (source) => welch(draws(input, source, 8), draws(input, source, 16)).pValue,
  },
  {
    test: '`ordinaryLeastSquares` misses the slope',
    hypothesis: '8 points',
    promise: () => false,
    prepare: (input) => (source) => {
      const x = [0, 1, 2, 3, 4, 5, 6, 7];
      const y = draws(input, source, 8);
      return missedAt((confidence) => ordinaryLeastSquares(x, y, confidence).interval, 0);
    },
  },
  {
    test: '`theilSen` misses the slope',
    hypothesis: '12 points',
    promise: () => false,
    prepare: (input) => (source) => {
      const x = Array.from({ length: 12 }, (_, i) => i);
      const y = draws(input, source, 12);
      return missedAt((confidence) => theilSen(x, y, confidence).interval, 0);
    },
  },
  {
    test: '`bootstrap` (BCa, 400 resamples) misses the mean',
    hypothesis: 'n = 20',
    promise: () => false,
    levels: [1e-2],
    only: ['normal', 'skewed (exponential)'],
    prepare: (input) => (source) => {
      const values = draws(input, source, 20);
      const { interval } = bootstrap(values, mean, { stream: source, resamples: 400, confidence: 0.99 });
      return interval[0] <= 0 && 0 <= interval[1] ? 1 : 1e-2;
    },
  },
  {
    test: '`batchMeans` misses the mean',
    hypothesis: 'AR(1) series, φ = 0.9, length 1000, 20 batches',
    promise: () => false,
    only: ['normal'],
    prepare: () => (source) => {
      const series = trajectory(source, 0.9, 1000);
      return missedAt((confidence) => batchMeans(series, 20, confidence).interval, 0);
    },
  },
  {
    test: '`kolmogorovSmirnov`, misused',
    hypothesis: '200 successive points of each of two AR(1) trajectories, φ = 0.99',
    promise: () => false,
    only: ['normal'],
    prepare: () => (source) => kolmogorovSmirnov(trajectory(source, 0.99, 200), trajectory(source, 0.99, 200)).pValue,
  },
];

function gaussianClaim(title, standardDeviation, promise) {
  return {
    test: '`gaussianSequentialEquivalence`: refuted',
    hypothesis: `mean at the tolerance, ${title}, 100 values`,
    promise,
    only: ['normal', 'window means of an AR(1) series', 'skewed (exponential)', 'heavy-tailed (Student, 3 d.f.)'],
    prepare: (input) => (source) => {
      let state = gaussianSequentialEquivalence({
        tolerance: TOLERANCE,
        detectable: DETECTABLE,
        standardDeviation,
        beta: 1e-300,
      });
      let most = 0;
      while (state.n < 100) {
        state = state.add(input(source) + TOLERANCE);
        most = Math.max(most, state.eValues.outside);
      }
      return 1 / most;
    },
  };
}

function draws(input, source, n) {
  return Array.from({ length: n }, () => input(source));
}

function trajectory(source, phi, length) {
  let x = normal(source);
  return Array.from({ length }, () => (x = phi * x + Math.sqrt(1 - phi * phi) * normal(source)));
}

/** The smallest level at which an interval misses the truth. */
function missedAt(interval, truth) {
  return Math.min(
    1,
    ...LEVELS.filter((level) => {
      const [low, high] = interval(1 - level);
      return truth < low || truth > high;
    }),
  );
}

function measureClaims() {
  const rows = [];
  for (const claim of claims) {
    for (const [name, input] of Object.entries(inputs)) {
      if (claim.only !== undefined && !claim.only.includes(name)) continue;
      progress(`${claim.test} | ${claim.hypothesis} | ${name}`);
      const trial = claim.prepare(input, name);
      const source = stream(seed, 'calibration', claim.test, claim.hypothesis, name);
      const count = runs * (claim.times ?? 1);
      const levels = claim.levels ?? LEVELS;
      const alarms = levels.map(() => 0);
      for (let run = 0; run < count; run++) {
        const level = trial(source.seek(run, 0));
        // A level is passed exactly, up to the rounding of 1/e.
        levels.forEach((nominal, k) => (alarms[k] += level <= nominal * (1 + 1e-12) ? 1 : 0));
      }
      levels.forEach((nominal, k) => {
        const [low, high] = clopperPearson(alarms[k], count, 0.9);
        rows.push({
          test: claim.test,
          hypothesis: claim.hypothesis,
          input: name,
          promised: claim.promise(name),
          nominal,
          runs: count,
          alarms: alarms[k],
          rate: alarms[k] / count,
          lower: low,
          upper: high,
        });
      });
    }
  }
  return rows;
}

// Detection -------------------------------------------------------------------------------------------------------------------------

/** Runs a sequential test to its end, at most `limit` values. */
function finish(state, draw, limit) {
  while (state.verdict === 'undecided' && state.n < limit) state = state.add(draw());
  return state;
}

/** Plug-in bets of Waudby-Smith and Ramdas (aGRAPA), truncated at a share of the largest; here only, for comparison. */
function agrapa(threshold, share) {
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

function agrapaTest(alpha, share) {
  const above = agrapa(TOLERANCE, share);
  const below = agrapa(TOLERANCE, share);
  const over = agrapa(-DETECTABLE, share);
  const under = agrapa(-DETECTABLE, share);
  const state = { n: 0, verdict: 'undecided' };
  state.add = (value) => {
    const x = clip(value);
    const outside = (above(x) + below(-x)) / 2;
    const inside = Math.min(over(x), under(-x));
    state.n++;
    if (outside >= 1 / alpha) state.verdict = 'refuted';
    else if (inside >= 100) state.verdict = 'holds';
    return state;
  };
  return state;
}

/** @type {[string, any][]} */
const designs = [
  ['`sequentialEquivalence`, clipped at ±3 sd', (alpha) => sequentialEquivalence({ ...design, alpha })],
  [
    '`sequentialEquivalence`, bound from a pilot of 8',
    (alpha, draw) => {
      const centred = draw.noise;
      return sequentialEquivalence({
        ...design,
        bound: clipBound(Array.from({ length: 8 }, centred), { detectable: DETECTABLE }),
        alpha,
      });
    },
  ],
  ['aGRAPA bets, truncated at 1/2', (alpha) => agrapaTest(alpha, 0.5)],
  ['aGRAPA bets, truncated at 0.9', (alpha) => agrapaTest(alpha, 0.9)],
  [
    '`gaussianSequentialEquivalence`, σ known',
    (alpha) => gaussianSequentialEquivalence({ tolerance: TOLERANCE, detectable: DETECTABLE, standardDeviation: 1, alpha }),
  ],
];

function measureDesigns() {
  const rows = [];
  const count = Math.max(10, Math.round(runs / 5));
  for (const [title, make] of designs) {
    for (const alpha of [1e-3, 1e-6]) {
      for (const effect of [0, DETECTABLE]) {
        progress(`${title} | effect ${effect} | α = ${alpha}`);
        const source = stream(seed, 'calibration', 'design', effect);
        const tally = { holds: 0, refuted: 0, undecided: 0, values: 0 };
        for (let run = 0; run < count; run++) {
          source.seek(run, 0);
          const draw = () => effect + normal(source);
          draw.noise = () => normal(source);
          const state = finish(make(alpha, draw), draw, 1000);
          tally[state.verdict]++;
          tally.values += state.n;
        }
        rows.push({ design: title, alpha, effect, runs: count, ...tally, values: tally.values / count });
      }
    }
  }
  return rows;
}

function measureDetection() {
  const rows = [];
  const count = Math.max(10, Math.round(runs / 10));
  for (const [name, input] of Object.entries(inputs)) {
    for (const effect of [0, 0.25, 0.5, 1, 1.5, 2, 3]) {
      progress(`detection | ${name} | effect ${effect}`);
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

// Report ----------------------------------------------------------------------------------------------------------------------------

function progress(what) {
  console.error(what);
}

function table(header, rows) {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const percent = (share) => `${(100 * share).toFixed(share > 0.1 ? 1 : 2)} %`;
const scientific = (x) => (x >= 0.01 ? x.toFixed(3) : x.toExponential(1));

const alarms = measureClaims();
const comparison = measureDesigns();
const detection = measureDetection();
const broken = alarms.filter((row) => row.promised && row.lower > row.nominal);

/** One line an input, one column a level. */
function alarmTable(rows) {
  const lines = new Map();
  for (const row of rows) {
    const line = `${row.test}|${row.hypothesis}|${row.input}`;
    lines.set(line, [...(lines.get(line) ?? []), row]);
  }
  return table(
    ['test', 'null hypothesis', 'input', 'runs', ...LEVELS.map((level) => `alarms at ${level} (at most)`)],
    [...lines.values()].map((line) => [
      line[0].test,
      line[0].hypothesis,
      line[0].input,
      line[0].runs,
      ...LEVELS.map((level) => {
        const row = line.find((candidate) => candidate.nominal === level);
        if (row === undefined) return '';
        const text = `${row.alarms} (${scientific(row.upper)})`;
        return row.upper > row.nominal ? `**${text}**` : text;
      }),
    ]),
  );
}

const report = `# Calibration of the statistical tests

Written by \`node scripts/calibrate-statistics.mjs --runs ${runs} --seed ${seed} --output docs/calibration.md\`; the same seed gives the same
numbers. Behind a number of false alarms stands the one-sided 95 % Clopper–Pearson upper bound on their rate, bold where it exceeds the
nominal rate. Inputs have mean 0 and standard deviation 1 where these exist; tolerance 0.5, detectable effect 1.5, clipping at ±3 unless it
says otherwise.

## False alarms of tests that promise validity

The rate must not exceed the nominal one, whatever the input. Sequential tests are looked at after every value, and an alarm at any time counts.
Where alarms are most frequent, ten times as many runs are made.

${alarmTable(alarms.filter((row) => row.promised))}

## False alarms of procedures that do not promise it

For description only; no verdict rests on them. The probability ratio test needs normal values and a true bound on σ; Welch's test and least
squares need normal values; Theil–Sen, the bootstrap and batch means are asymptotic. The last row is what happens when points of one trajectory
are fed to a test as if they were replicas.

${alarmTable(alarms.filter((row) => !row.promised))}

## Number of values until a decision

Normal values with standard deviation 1, β = 1 %, α as given. Correct code has mean 0, broken code has mean 1.5.

${table(
  ['design', 'α', 'mean', 'values until the verdict', 'holds', 'refuted', 'undecided at 1000'],
  comparison.map((row) => [
    row.design,
    row.alpha,
    row.effect,
    row.values.toFixed(1),
    percent(row.holds / row.runs),
    percent(row.refuted / row.runs),
    percent(row.undecided / row.runs),
  ]),
)}

For comparison, a fixed-sample z test between the two needs (z(1 − α/2) + z(1 − β))² values, whatever the truth: ${[1e-3, 1e-6]
  .map((alpha) => `${Math.ceil((normalQuantile(alpha / 2) + normalQuantile(0.01)) ** 2)} at α = ${alpha.toExponential()}`)
  .join(' and ')}.
A raw mean of 1.5 is a clipped mean of 1.47, just inside the detectable effect, so \`holds\` may exceed β by a little there: clipping changes the estimand.

## Verdicts of \`sequentialEquivalence\` for planted effects

α = 1e-6, β = 1 %, at most 300 values. "Planned" is \`equivalenceSampleSize\` at power 0.5, which knows normal noise only.

${table(
  ['input', 'mean', 'holds', 'refuted', 'undecided', 'values', 'planned'],
  detection.map((row) => [
    row.input,
    row.effect,
    percent(row.holds / row.runs),
    percent(row.refuted / row.runs),
    percent(row.undecided / row.runs),
    row.values.toFixed(1),
    row.planned ?? '',
  ]),
)}
`;

if (options.output !== undefined) writeFileSync(options.output, report);
console.log(options.json ? JSON.stringify({ seed, runs, alarms, comparison, detection }) : report);
for (const row of broken) {
  console.error(`broken promise: ${row.test}, ${row.hypothesis}, ${row.input}: ${row.alarms} of ${row.runs} at ${row.nominal}`);
}
process.exitCode = broken.length > 0 ? 1 : 0;
