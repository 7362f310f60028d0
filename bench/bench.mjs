/** Compares the engines with other libraries on one network, and shows how the cost of the fast one grows. See README.md. */
import { matrixPeak } from './matrix-peak.mjs';
import { referenceSubject, threadedSubject, wasmSubject } from './subjects/engine.mjs';
import { pythonSubject } from './subjects/python.mjs';
import { tfjsSubject } from './subjects/tfjs.mjs';

const repetitions = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 0.5);
const REPLICAS = 64;

/** Floating-point operations of a step's matrix products, forward and backward: all that is counted. */
function operations(widths, batch, [inputs, classes] = [64, 10]) {
  const sizes = [inputs, ...widths, classes];
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
  for (const { name, start } of subjects) {
    try {
      const subject = await start();
      await subject.rate(seconds);
      running.push({ name, subject, rates: [] });
    } catch (error) {
      console.log(`${name}: not measured (${error.message.split('\n')[0]})`);
    }
  }
  for (let i = 0; i < repetitions; i++) for (const { subject, rates } of running) rates.push(await subject.rate(seconds));
  for (const { subject } of running) await subject.stop();
  return running.map(({ name, rates }) => ({ name, rate: median(rates) }));
}

const number = (value, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });
const peak = { name: 'peak', start: async () => ({ rate: (time) => matrixPeak(time), stop: () => {} }) };

console.log(`node ${process.version}, ${repetitions} interleaved repetitions of ${seconds} s, medians\n`);
console.log(`digits-mlp 64-32-32-10, batch 32, SGD, float32, ${REPLICAS} replicas where not said otherwise`);
const [flops, ...results] = await interleaved([
  peak,
  wasmSubject(REPLICAS),
  threadedSubject(REPLICAS, 2),
  referenceSubject(4),
  tfjsSubject('cpu', 1),
  tfjsSubject('cpu', REPLICAS),
  tfjsSubject('wasm', 1),
  tfjsSubject('wasm', REPLICAS),
  tfjsSubject('tensorflow', 1),
  pythonSubject('torch-loop', 'PyTorch, loop', 4),
  pythonSubject('torch-vmap', 'PyTorch, vmap', REPLICAS),
  pythonSubject('jax', 'JAX, jit(vmap(scan))', REPLICAS),
]);
const ours = results[0].rate;
console.log(`${''.padEnd(42)}replica-steps/s   times slower than 1 thread`);
for (const { name, rate } of results)
  console.log(`${name.padEnd(42)}${number(rate).padStart(15)}   ${number(ours / rate, 2).padStart(10)}`);

console.log(`\nmatrix kernel alone: ${number(flops.rate / 1e9, 1)} GFLOP/s`);
const shapes = [
  ...[16, 64, 256, 1024].map((replicas) => ({ name: `${replicas} replicas`, replicas, widths: [32, 32], batch: 32 })),
  { name: 'batch 512', replicas: 4, widths: [32, 32], batch: 512 },
  { name: 'width 128', replicas: 4, widths: [128, 128], batch: 32 },
  { name: 'width 256, depth 8', replicas: 2, widths: Array(8).fill(256), batch: 32 },
];
const [again, ...growth] = await interleaved([
  peak,
  ...shapes.map(({ name, replicas, widths, batch }) =>
    wasmSubject(replicas, {
      name,
      reference: `digits-mlp?widths=${widths.join(',')}&batch=${batch}`,
      leastSteps: widths.length > 2 ? 8 : 128,
    }),
  ),
]);
console.log(`${''.padEnd(42)}µs a replica-step   GFLOP/s   share of the kernel alone`);
growth.forEach(({ name, rate }, i) => {
  const { widths, batch } = shapes[i];
  const reached = rate * operations(widths, batch);
  const share = `${number((100 * reached) / again.rate)} %`;
  console.log(
    `${name.padEnd(42)}${number(1e6 / rate, 1).padStart(17)}${number(reached / 1e9, 1).padStart(10)}${share.padStart(10)}`,
  );
});
console.log(`\nmemory of this process: ${number(process.memoryUsage.rss() / 1e6)} MB`);
