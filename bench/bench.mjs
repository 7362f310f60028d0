/** Compares the engines with other libraries on one network, and shows how the cost of the fast one grows. See README.md. */
import { fastestEngine, inferProfile, laws, objective as objectiveOf, sgd } from '../dist/index.js';
// What only a bench asks: how much memory the engine lays out, and what a run uses where its user says nothing.
import { bytesPerReplica } from '../dist/dynamics/wasm/memory-layout.js';
import { updateRuleOf } from '../dist/dynamics/wasm/update-rules/update-rules.js';
import { defaultAlpha, defaultReplicaLimit, statisticalObjectives } from '../dist/suite/defaults.js';
import { matrixPeak } from './matrix-peak.mjs';
import { experiment, referenceSubject, wasmSubject, workerSubject } from './subjects/engine.mjs';
import { pythonSubject } from './subjects/python.mjs';
import { settings } from './subjects/subject.mjs';
import { tfjsSubject } from './subjects/tfjs.mjs';

const repetitions = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 0.5);
const REPLICAS = 64;

/** Floating-point operations of a step's matrix products, forward and backward: all that is counted. */
function operations({ widths = [32, 32], batch = settings.batch } = {}) {
  const sizes = [64, ...widths, 10];
  let sum = 0;
  for (let i = 0; i + 1 < sizes.length; i++) {
    const product = 2 * batch * sizes[i] * sizes[i + 1];
    const trained = i + 2 < sizes.length;
    sum += product * (1 + (trained ? 1 : 0) + (i > 0 ? 1 : 0));
  }
  return sum;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Starts what is installed, measures in turn, and returns the measurements of each. */
async function interleaved(subjects) {
  const running = [];
  for (const { name, start, ...rest } of subjects) {
    try {
      const subject = await start();
      await subject.rate(seconds);
      running.push({ ...rest, name, subject, rates: [] });
    } catch (error) {
      console.log(`${name}: not measured (${error.message.split('\n')[0]})`);
    }
  }
  for (let i = 0; i < repetitions; i++) for (const { subject, rates } of running) rates.push(await subject.rate(seconds));
  for (const { subject } of running) await subject.stop();
  return running;
}

/** Median over the repetitions of how much faster the one was than the other in the same repetition. */
const ratio = (one, other) => median(one.rates.map((rate, i) => rate / other.rates[i]));
const number = (value, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const row = (name, ...cells) => console.log(name.padEnd(40) + cells.map((cell) => cell.padStart(19)).join(''));

const peak = { name: 'peak', start: async () => ({ rate: (time) => matrixPeak(time), stop: () => {} }) };
/** GFLOP/s, and the share of what the matrix kernel alone does. */
const intensity = (subject, kernel) => [
  number((median(subject.rates) * operations(subject.shape)) / 1e9, 1),
  `${number(100 * ratio(subject, kernel) * operations(subject.shape))} %`,
];

console.log(`node ${process.version}, ${repetitions} interleaved repetitions of ${seconds} s, medians\n`);
console.log(`digits-mlp 64-32-32-10, batch ${settings.batch}, SGD, float32; ${REPLICAS} replicas where not said otherwise`);
const [kernel, ours, both, ...others] = await interleaved([
  peak,
  workerSubject(REPLICAS, 1),
  workerSubject(REPLICAS, 2),
  workerSubject(REPLICAS, 2, 'process'),
  wasmSubject(REPLICAS),
  referenceSubject(4),
  tfjsSubject('cpu', 1),
  tfjsSubject('cpu', REPLICAS),
  tfjsSubject('wasm', 1),
  tfjsSubject('wasm', REPLICAS),
  tfjsSubject('tensorflow', 1),
  tfjsSubject('tensorflow', REPLICAS),
  pythonSubject('torch-loop', 'PyTorch, loop, one replica', 1),
  pythonSubject('torch-vmap', 'PyTorch, vmap', REPLICAS),
  pythonSubject('torch-vmap', 'PyTorch, vmap, one core', REPLICAS, 1),
  pythonSubject('jax', 'JAX, jit(vmap(scan))', REPLICAS),
  pythonSubject('jax', 'JAX, jit(vmap(scan)), one core', REPLICAS, 1),
]);
row('', 'replica-steps/s', '1 worker is', '2 workers are', 'GFLOP/s', 'of kernel');
for (const subject of [ours, both, ...others]) {
  const times = [ours, both].map((engine) => `${number(ratio(engine, subject), 2)} ×`);
  row(subject.name, number(median(subject.rates)), ...times, ...intensity(subject, kernel));
}
row('matrix kernel alone', '', '', '', number(median(kernel.rates) / 1e9, 1));
const sizes = experiment({ replicas: REPLICAS, steps: 1 });
console.log(
  `memory: ${number(bytesPerReplica(sizes, updateRuleOf(sizes.optimizer), 256) / 1e3, 1)} kB a replica, ` +
    `${number(process.memoryUsage.rss() / 1e6)} MB this process with everything above\n`,
);

const grown = (name, replicas, shape = {}, leastSteps = 128) => ({
  ...wasmSubject(replicas, {
    name,
    reference: `digits-mlp?widths=${(shape.widths ?? [32, 32]).join(',')}&batch=${shape.batch ?? settings.batch}`,
    leastSteps,
  }),
  shape,
});
const layers = (count, width) => ({ widths: Array(count).fill(width) });
const [again, ...growth] = await interleaved([
  peak,
  ...[1, 16, 256, 1024].map((replicas) => grown(`${replicas} replicas`, replicas)),
  ...[40, 64, 128, 256].map((width) => grown(`width ${width}`, 4, layers(2, width))),
  ...[1, 4, 8].map((depth) => grown(`depth ${depth}`, 16, layers(depth, 32))),
  grown('width 256, depth 8', 2, layers(8, 256), 8),
  grown('batch 512', 4, { batch: 512 }),
]);
row('wasm engine, one core', 'µs a replica-step', 'GFLOP/s', 'of kernel');
for (const subject of growth) row(subject.name, number(1e6 / median(subject.rates), 1), ...intensity(subject, again));

console.log('\na run of 4 replicas to 8 relaxation times, 8/(ηλ) steps');
const lengths = [5, 7, 9, 11].map((exponent) => ({ exponent, steps: 8 * 2 ** exponent }));
const runs = await interleaved(
  lengths.map(({ exponent, steps }) => ({ ...wasmSubject(4, { name: `ηλ = 2^-${exponent}`, exactSteps: steps }), steps })),
);
row('', 'ms', 'steps', 'µs a replica-step');
for (const { name, rates, steps } of runs)
  row(name, number((4000 * steps) / median(rates), 1), number(steps), number(1e6 / median(rates), 1));

console.log('\ntime to verdict: SGD, α = 1e-6, one core, median over seeds; nothing is shared between laws');
row('', 'ms', 'replicas', 'replica-steps', 'verdicts');
const subject = { optimizer: sgd, profile: inferProfile(sgd) };
for (const reference of statisticalObjectives) {
  const objective = objectiveOf(reference);
  for (const law of laws.filter(({ tier, applies }) => tier === 'statistical' && applies(subject, objective) === true)) {
    const seen = [];
    for (let seed = 1; seed <= repetitions; seed++) {
      const settings = { seed, alpha: defaultAlpha, replicaLimit: defaultReplicaLimit, configurations: 1 };
      const start = performance.now();
      const { verdict, work } = await law.check({ subject, objective, engine: fastestEngine, ...settings });
      seen.push({ milliseconds: performance.now() - start, verdict, ...work });
    }
    const typical = (key) => number(median(seen.map((run) => run[key])));
    const verdicts = [...new Set(seen.map(({ verdict }) => verdict))].join(', ');
    row(`${law.id}, ${reference}`, typical('milliseconds'), typical('replicas'), typical('steps'), verdicts);
  }
}
