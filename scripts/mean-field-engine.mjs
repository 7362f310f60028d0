import { stream } from '../dist/random/stream.js';
import { innerProducts } from '../dist/metrics/groups.js';
import { valueAt } from '../dist/experiments/schedule.js';

/**
 * An engine that trains nothing: the norm follows its exact mean course for SGD under noise of unit second moment,
 *
 *     Q ← (1 − ηλ)² Q + η²/Q,   Q = ρ²,   cos = (1 − ηλ) ρ/ρ⁺,
 *
 * so that every law of SGD is true of it, and noise of a known kind is added to what is read. A run of a law takes milliseconds.
 *
 * @param noise with `block(source)`, noise of a block mean, in logarithms; `replica(source, initialisation)`, which gives `offset` and
 *   `diverges`; and maybe `series(source, n)`, and `drift(initialisation)`, what is added to ln ρ at a time Σηλ
 */
export function meanFieldEngine(noise) {
  const courses = new Map();

  function courseOf({ learningRate, weightDecay, steps }, start) {
    const key = JSON.stringify([learningRate, weightDecay, steps, start]);
    if (courses.has(key)) return courses.get(key);
    const logNorm = new Float64Array(steps + 2);
    const chord = new Float64Array(steps + 2);
    const logRate = new Float64Array(steps + 2);
    const clock = new Float64Array(steps + 2);
    let q = start * start;
    for (let step = 1; step <= steps; step++) {
      const rate = valueAt(learningRate, step);
      const share = rate * valueAt(weightDecay, step);
      const keep = 1 - share;
      clock[step] = clock[step - 1] + share;
      const next = keep * keep * q + (rate * rate) / q;
      logNorm[step] = 0.5 * Math.log(q);
      chord[step] = 2 - 2 * keep * Math.sqrt(q / next);
      logRate[step] = Math.log(rate);
      q = next;
    }
    logNorm[steps + 1] = 0.5 * Math.log(q);
    const course = { logNorm, chord, logRate, clock, sums: [logNorm, chord, logRate].map(running) };
    if (courses.size > 256) courses.delete(courses.keys().next().value);
    courses.set(key, course);
    return course;
  }

  return {
    name: 'mean-field',
    supports: () => true,
    run(experiment) {
      const {
        objective,
        metrics,
        windows,
        traceAt = [],
        snapshotAt = [],
        replicas,
        seed,
        streams,
        initScale,
        starts,
      } = experiment;
      const record = { windowMeans: {}, traces: {}, snapshots: [], replicaSteps: replicas.count * experiment.steps };
      for (const { name } of metrics) {
        record.windowMeans[name] = new Float64Array(replicas.count * windows.length);
        record.traces[name] = new Float64Array(replicas.count * traceAt.length);
      }
      const source = stream(seed, 'mean-field', streams.initialisation);
      for (let row = 0; row < replicas.count; row++) {
        const start = Math.abs(initScale) * (starts === undefined ? 1 : normOf(objective, starts[row]));
        const course = courseOf(experiment, Number(start.toPrecision(6)));
        source.seek(replicas.first + row, 0);
        const { offset = 0, diverges = false } = noise.replica?.(source, streams.initialisation) ?? {};
        const drift = noise.drift?.(streams.initialisation) ?? (() => 0);
        for (const { name } of metrics) {
          const blocks = noise.series?.(source, windows.length) ?? windows.map(() => noise.block(source));
          windows.forEach(({ from, to }, i) => {
            const mean = (k) => (course.sums[k][to] - course.sums[k][from - 1]) / (to - from + 1);
            const value = read(
              name,
              { logNorm: mean(0), chord: mean(1), logRate: mean(2) },
              blocks[i],
              offset,
              drift(course.clock[(from + to) >> 1]),
            );
            record.windowMeans[name][row * windows.length + i] = diverges ? NaN : value;
          });
          traceAt.forEach((at, i) => {
            const now = { logNorm: course.logNorm[at], chord: course.chord[at], logRate: course.logRate[at] };
            record.traces[name][row * traceAt.length + i] = diverges
              ? NaN
              : read(name, now, 0, offset, drift(course.clock[at - 1]));
          });
        }
        if (snapshotAt.length > 0) {
          record.snapshots.push(
            snapshotAt.map((at) => tensorsOf(objective, Math.exp(course.logNorm[Math.min(at, experiment.steps) + 1]), source)),
          );
        }
      }
      return record;
    },
  };
}

/** A metric from the course of the mean: noise and offset move ln ρ, and rotation as much as its square root moves with ρ. */
function read(name, { logNorm, chord, logRate }, noise, offset, drift) {
  const norm = logNorm + drift + (noise + offset) / 2;
  if (name === 'log-weight-norm') return norm;
  if (name === 'log-effective-rate') return logRate - 2 * norm;
  const factor = Math.exp(Math.max(-1, Math.min(1, noise)) + offset);
  if (name === 'squared-angular-update') return chord * factor;
  // To the order of the chord, ln cos = −chord²/2 moves with it.
  if (name === 'log-cosine') return Math.log(1 - chord / 2) * factor;
  if (name === 'fourth-power') return Math.exp(4 * logNorm + 2 * (Math.max(-1, Math.min(1, noise)) + offset) + 4 * drift);
  if (name === 'second-order-gain') return Math.exp(-4 * logNorm - 2 * offset - 4 * drift);
  if (name === 'gradient-moment') return Math.exp(Math.max(-1, Math.min(1, noise)));
  throw new Error(`the mean-field engine does not know ${name}`);
}

function running(values) {
  const sums = new Float64Array(values.length);
  for (let i = 1; i < values.length; i++) sums[i] = sums[i - 1] + values[i];
  return sums;
}

function normOf({ groups }, tensors) {
  return Math.sqrt(innerProducts(groups, tensors, tensors)[0]);
}

function tensorsOf({ parameters }, norm, source) {
  return parameters.map(({ shape }) => {
    const data = Float64Array.from(
      { length: shape.reduce((product, extent) => product * extent, 1) },
      () => source.uniform() - 0.5,
    );
    const length = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0));
    return { shape, data: data.map((x) => (x / length) * norm) };
  });
}
