import { objective, sgd } from '../../../dist/index.js';
import { loss } from '../../../dist/metrics/loss.js';
import { workerEngine } from '../../../dist/dynamics/workers/worker-engine.js';

// Runs once, and then ends: by itself or killed, with the engine open, or after closing it.
const [isolation, end] = process.argv.slice(2);
const engine = workerEngine({ workers: 2, isolation });
const { replicaSteps } = await engine.run({
  objective: objective('isotropic-noise'),
  optimizer: sgd,
  learningRate: 0.1,
  weightDecay: 0.1,
  initScale: 1,
  precision: 'float64',
  seed: 1,
  streams: { initialisation: 'initialisation', data: 'data' },
  replicas: { first: 0, count: 8 },
  steps: 5,
  metrics: [loss],
  windows: [],
});
console.log(replicaSteps);
if (end === 'closed') await engine.close();
if (end === 'killed') process.kill(process.pid, 'SIGKILL');
