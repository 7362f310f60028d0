/**
 * A gate of many modules against a check of one: wall-clock time, and the processes that were started for optimizers.
 *
 *     node bench/gate.mjs 200        # ten minutes
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const count = Number(process.argv[2] ?? 200);
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gate-'));
const started = join(folder, 'started');

/** AdamW with a rate of its own, which notes the process that imports it. */
const source = (beta) => `
import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(started)}, process.pid + '\\n');
export default {
  name: 'adamw-${beta}',
  hyperparameters: { beta1: 0.9, beta2: ${beta}, epsilon: 1e-8 },
  init: ({ parameters }) => parameters.map(({ data }) => ({ m: data.map(() => 0), v: data.map(() => 0) })),
  update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters: { beta1, beta2, epsilon }, step }) {
    parameters.forEach(({ data: w }, i) => {
      const [{ m, v }, { data: g }] = [state[i], gradients[i]];
      for (let j = 0; j < w.length; j++) {
        m[j] = beta1 * m[j] + (1 - beta1) * g[j];
        v[j] = beta2 * v[j] + (1 - beta2) * g[j] * g[j];
        const [mean, square] = [m[j] / (1 - beta1 ** step), v[j] / (1 - beta2 ** step)];
        w[j] -= learningRate * (mean / (Math.sqrt(square) + epsilon) + weightDecay * w[j]);
      }
    });
  },
};
`;

/** Seconds of a command, its exit code, and the processes in which modules were imported. */
function run(...words) {
  writeFileSync(started, '');
  const before = performance.now();
  const { status } = spawnSync(process.execPath, [program, ...words, '--seed', '1', '--quiet'], { cwd: folder, stdio: 'ignore' });
  const processes = new Set(readFileSync(started, 'utf8').trim().split('\n')).size;
  return { seconds: (performance.now() - before) / 1000, status, processes };
}

try {
  const subjects = Array.from({ length: count }, (_, i) => {
    writeFileSync(join(folder, `${i}.mjs`), source((0.9 + (0.099 * i) / count).toFixed(6)));
    return `./${i}.mjs`;
  });
  writeFileSync(join(folder, 'intrinsic-lr.config.mjs'), `export default ${JSON.stringify({ subjects, laws: ['exact'] })};\n`);
  const ones = [0, 1, 2].map((i) => run('check', `./${i}.mjs`, '--tier', 'exact')).sort((a, b) => a.seconds - b.seconds);
  const [one, all] = [ones[1], run('gate')];
  const share = all.seconds / (count * one.seconds);
  console.log(`one: ${one.seconds.toFixed(2)} s (median of 3), exit ${one.status}, ${one.processes} process`);
  console.log(
    `${count}: ${all.seconds.toFixed(1)} s, ${share.toFixed(2)} × ${count} × one, exit ${all.status}, ${all.processes} processes`,
  );
  console.log(`allowed: 0.6 × on two processors, at most ${count} + ${availableParallelism()} processes`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
