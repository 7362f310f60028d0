/**
 * Draws the figures of the documentation from runs of the built package (npm run build).
 *
 *     node scripts/draw-figures.mjs
 *
 * Writes docs/figures/equilibrium.svg. Every number is a function of the seed, so the file changes only when the package does.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { logEffectiveRate, loss, objective, referenceEngine, sgd } from '../dist/index.js';

const network = objective('digits-mlp?widths=16&batch=16');
const replicas = 64;
/** Both axes of time are in units of 1/(ηλ), cut into pieces over which metrics are averaged. */
const horizon = 10;
const piece = 0.2;

const runs = [
  { learningRate: 1 / 16, weightDecay: 0.32, initScale: 2.5, colour: '#0b3c5d' },
  { learningRate: 1 / 2, weightDecay: 0.04, initScale: 2, colour: '#2878b5' },
  { learningRate: 4, weightDecay: 0.005, initScale: 1, colour: '#2a9d8f' },
  { learningRate: 32, weightDecay: 0.000625, initScale: 0.5, colour: '#8ab17d' },
  { learningRate: 4, weightDecay: 0.025, initScale: 1, colour: '#d1495b', dashes: '7 4' },
].map((run) => ({ ...run, ...measure(run) }));

/** Mean over replicas of effective rate (geometric) and mini-batch loss, piece by piece. */
function measure({ learningRate, weightDecay, initScale }) {
  const intrinsic = learningRate * weightDecay;
  const length = Math.round(piece / intrinsic);
  const windows = Array.from({ length: Math.round(horizon / piece) }, (_, i) => ({ from: i * length + 1, to: (i + 1) * length }));
  const { windowMeans } = /** @type {import('../dist/index.js').EnsembleRecord} */ (
    referenceEngine.run({
      objective: network,
      optimizer: sgd,
      learningRate,
      weightDecay,
      initScale,
      precision: 'float64',
      seed: 1,
      streams: { initialisation: 'initialisation', data: 'data' },
      replicas: { first: 0, count: replicas },
      steps: windows.at(-1).to,
      metrics: [logEffectiveRate(2), loss],
      windows,
    })
  );
  const average = (name) =>
    windows.map((_, window) => {
      let sum = 0;
      for (let row = 0; row < replicas; row++) sum += windowMeans[name][row * windows.length + window];
      return sum / replicas;
    });
  return {
    intrinsic,
    time: windows.map(({ from, to }) => ((from + to) / 2) * intrinsic),
    rate: average('log-effective-rate').map(Math.exp),
    loss: average('loss'),
  };
}

const width = 860;
const height = 400;
const panels = [
  { title: 'effective learning rate η/‖w‖²', left: 70, values: (run) => run.rate, log: true },
  { title: 'mini-batch loss', left: 495, values: (run) => run.loss, log: false },
].map((panel) => ({ ...panel, top: 118, width: 340, height: 225 }));

function draw({ title, left, top, width: w, height: h, values, log }) {
  const scale = log ? Math.log10 : (value) => value;
  const all = runs.flatMap(values).map(scale);
  const step = log ? 1 : 0.5;
  const low = Math.floor(Math.min(...all) / step) * step;
  const high = Math.ceil(Math.max(...all) / step) * step;
  const x = (time) => left + (time / horizon) * w;
  const y = (value) => top + h - ((scale(value) - low) / (high - low)) * h;
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);
  const label = (tick) => (log ? `10<tspan dy="-5" font-size="9">${String(tick).replace('-', '−')}</tspan>` : tick.toFixed(1));
  return [
    `<text x="${left}" y="${top - 12}" font-weight="600">${title}</text>`,
    ...ticks.flatMap((tick) => {
      const level = top + h - ((tick - low) / (high - low)) * h;
      return [
        `<path d="M${left} ${round(level)}h${w}" stroke="#e3e3e3"/>`,
        `<text x="${left - 8}" y="${round(level + 4)}" text-anchor="end">${label(tick)}</text>`,
      ];
    }),
    ...[0, 2, 4, 6, 8, 10].map((time) => `<text x="${x(time)}" y="${top + h + 18}" text-anchor="middle">${time}</text>`),
    `<text x="${left + w / 2}" y="${top + h + 38}" text-anchor="middle">steps × ηλ</text>`,
    ...runs.map((run) => {
      const points = values(run).map((value, i) => `${round(x(run.time[i]))},${round(y(value))}`);
      const dashes = run.dashes === undefined ? '' : ` stroke-dasharray="${run.dashes}"`;
      return `<polyline points="${points.join(' ')}" fill="none" stroke="${run.colour}" stroke-width="2"${dashes}/>`;
    }),
  ];
}

function legend() {
  return runs.map(({ learningRate, weightDecay, initScale, intrinsic, colour, dashes }, i) => {
    const [x, y] = [70 + 265 * (i % 3), 50 + 22 * Math.floor(i / 3)];
    const line = `<path d="M${x} ${y - 4}h24" stroke="${colour}" stroke-width="2.5"${dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`}/>`;
    const shown = `ηλ ${Number(intrinsic.toPrecision(3))}:  η ${learningRate}, λ ${weightDecay}, scale ${initScale}`;
    return `${line}<text x="${x + 32}" y="${y}">${shown}</text>`;
  });
}

function round(value) {
  return Number(value.toFixed(1));
}

const figure = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#333">`,
  `<rect width="${width}" height="${height}" fill="#fff"/>`,
  `<text x="70" y="26" font-size="14" font-weight="600">SGD on ${network.name}: mean of ${replicas} replicas</text>`,
  ...legend(),
  ...panels.flatMap(draw),
  '</svg>',
  '',
].join('\n');
writeFileSync(fileURLToPath(new URL('../docs/figures/equilibrium.svg', import.meta.url)), figure);
