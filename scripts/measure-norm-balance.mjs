/**
 * Measures rotation and norm on pure noise against their closed forms, over optimizers and decay rates.
 *
 *     node scripts/measure-norm-balance.mjs [--output docs/norm-balance.md]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { builtinOptimizer } from '../dist/optimizers/reference.js';
import { fastestEngine, objective } from '../dist/index.js';
import { inferProfile } from '../dist/inference/infer-profile.js';
import { momentOf, noiseConfiguration, normBalance } from '../dist/laws/statistical/norm-balance.js';

const { values: options } = parseArgs({ options: { output: { type: 'string' } } });

const slow = [0.01, 0.001];
/** @type {[string, number[]][]} */
const plans = [
  ['sgd', [0.3, 0.1, 0.03, 0.01, 0.001, 0.0001]],
  ['heavy-ball?momentum=0.5', slow],
  ['heavy-ball?momentum=0.9', slow],
  ['heavy-ball?momentum=0.99', [0.001]],
  ['heavy-ball?momentum=0.9&dampening=0.9', slow],
  ['nesterov?momentum=0.9', slow],
  ['adamw', slow],
  ['adam', slow],
  ['lion', slow],
  ['signsgd', slow],
];

const rows = [];
for (const [reference, rates] of plans) {
  const optimizer = await builtinOptimizer(reference);
  for (const rate of rates) {
    const subject = { optimizer, profile: inferProfile(optimizer) };
    const context = {
      subject,
      objective: objective('isotropic-noise'),
      seed: 1,
      configurations: 1,
      alpha: 1e-6,
      replicaLimit: 8,
      engine: fastestEngine,
    };
    // Bounds so wide that nothing is clipped: the plain means are wanted.
    const bounds = { rotation: 1, norm: 1, 'relaxation rate': 1 };
    const configuration = noiseConfiguration(context, rate, momentOf(context), 1);
    /** @type {any} */
    const { evidence, work } = await normBalance.replay(context, { ...configuration, bounds });
    const of = (name) => evidence.metrics.find(({ metric }) => metric === name);
    const percent = (name) => (of(name) === undefined ? '–' : `${(100 * of(name).unclipped).toFixed(2)} %`);
    rows.push([
      `\`${reference}\``,
      rate,
      percent('rotation'),
      percent('norm'),
      percent('relaxation rate'),
      evidence.replicas,
      work.steps,
    ]);
    process.stderr.write(`${rows.at(-1).join('  ')}\n`);
  }
}

const line = (cells) => `| ${cells.join(' | ')} |`;
const text = `# Rotation and norm on pure noise, against their closed forms

Deviations of the measured rms rotation, equilibrium norm and rate of relaxation (plain SGD at κ ≤ 0.05) from the closed forms of
\`norm-balance\`, over a window of 80/κ after a burn-in of 6/κ, on \`isotropic-noise\`. κ is the share of the weights that decays in a
step: ηλ, or ηλ/(1 − μ) under momentum. SGD's forms are exact in discrete time; the others are of leading order in κ.
Written by \`scripts/measure-norm-balance.mjs\`.

${line(['optimizer', 'κ', 'rotation', 'norm', 'relaxation rate', 'replicas', 'steps'])}
${line(Array(7).fill('---'))}
${rows.map(line).join('\n')}
`;
if (options.output) writeFileSync(options.output, text);
else process.stdout.write(text);
