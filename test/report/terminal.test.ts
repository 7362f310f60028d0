import { describe, expect, test } from 'vitest';
import { terminal } from '../../src/report/reporters/terminal.ts';
import type { RenderOptions } from '../../src/report/reporters/reporter.ts';
import { passing, sample } from './sample-document.ts';

const plain: RenderOptions = { color: false, quiet: false, verbose: false, errors: 'inside' };

describe('the terminal reporter', () => {
  test.each([false, true])('says on whose code a verdict rests, also with --quiet (%s)', (quiet) => {
    const lines = (trusted?: string[]): string =>
      terminal.render({ ...passing, ...(trusted !== undefined && { trusted }) }, { ...plain, quiet });
    expect(lines(['./a.mjs', './b.ts'])).toContain('the code of ./a.mjs, ./b.ts ran beside the laws');
    expect(lines()).not.toContain('beside the laws');
  });

  test('prints what holds in a table, and everything that fails in a few lines', () => {
    expect(terminal.render(sample, plain)).toBe(`my-sgd  ./my-sgd.ts
  intrinsic learning rate: η·λ, measured η; symmetry (c²·η, c⁻²·λ, epsilon)
    (inferred)
  weight decay decoupled (contract); decay order before (inferred); momentum
    rate-outside (inferred)
  note: the learning rate is inside the momentum buffer
  found: the decay is λ a step
     law               objective             effect  allowed  would detect
  ✓  determinism       synthetic-gradients   0       0        0
  ✗  scaling-symmetry  digits-mlp-batchnorm  0.313   0        0
  ?  equilibrium       isotropic-noise               0.03     0.09
  ? equilibrium: the time budget of 60 s ran out
  –  gradient-accumulation: no micro-batches are declared

✗ scaling-symmetry is refuted for my-sgd on digits-mlp-batchnorm
  Failed after 3 configurations, shrunk 7 times (seed 42)
  Counterexample: learningRate 0.5, weightDecay 0.25, initScale 1, shapes
    [[3]], kind normal
  Effect 0.313 in [0.3, 0.32] (relative error), allowed 0
  Likely cause: the decay is not multiplied by the learning rate
  Replay: intrinsic-lr replay ilr1.token

SUBJECT_THROWS: other throws: <&"%\\u0007">, a, b:
  and on
  while checking finiteness

refuted: 1 hold, 1 refuted, 1 undecided, 1 skipped, 1 error
204 configurations, 227 replicas, 124,696 steps
smallest detectable effect: exact laws anything above what is allowed;
  equilibrium 0.09 (log ratio)
α 1e-6 (1e-6 for each of 1 statistical verdict)
seed 42, 3.1 s
`);
  });

  test('breaks prose at 80 columns, and never a command', () => {
    const words = 'as long as it takes '.repeat(8);
    const replay = `ilr1.${'x'.repeat(90)}`;
    const document = {
      ...sample,
      skipped: sample.skipped.map((skip) => ({ ...skip, reason: words })),
      results: sample.results.map((result) => ({ ...result, reason: words, diagnosis: words, replay })),
      trusted: Array.from({ length: 9 }, (_, i) => `./a-file-of-somebody-${i}.mjs`),
    };
    const wide = terminal
      .render(document, plain)
      .split('\n')
      .filter((line) => [...line].length > 80);
    expect(wide).toEqual([`  Replay: intrinsic-lr replay ${replay}`]);
  });

  test('says in a quiet run only what failed, the verdict and the seed', () => {
    expect(terminal.render(passing, { ...plain, quiet: true })).toBe('holds: 1 hold, 0 refuted, 0 undecided (seed 42)\n');
    const quiet = terminal.render(sample, { ...plain, quiet: true });
    expect(quiet).toMatch(/^✗ scaling-symmetry is refuted/);
    expect(quiet).not.toContain('determinism');
    expect(quiet).toMatch(/refuted: 1 hold, .* \(seed 42\)\n$/);
  });

  test('says of a passing run what it would have caught, and that no α was spent', () => {
    const text = terminal.render(passing, plain);
    expect(text).toContain('holds: 1 hold, 0 refuted, 0 undecided\n200 configurations, 200 replicas, 1,200 steps\n');
    expect(text).toContain('α 1e-6 (not spent: no statistical law ran)\nseed 42, 3.1 s\n');
  });

  test('paints only when it may, without moving the columns', () => {
    const painted = terminal.render(sample, { ...plain, color: true });
    expect(painted).toContain('\u001b[31m');
    // eslint-disable-next-line no-control-regex
    expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(terminal.render(sample, plain));
  });

  test('shows stacks to whom asks for them, and leaves errors out when they are shown elsewhere', () => {
    expect(terminal.render(sample, { ...plain, verbose: true })).toContain('at update (other.mjs:3:1)');
    expect(terminal.render(sample, plain)).not.toContain('at update');
    expect(terminal.render(sample, { ...plain, errors: 'elsewhere' })).not.toContain('SUBJECT_THROWS');
  });

  test('prints nothing but errors for a subject that could not be loaded, and only claims for an inference', () => {
    const failed = { ...sample, subjects: [], results: [], skipped: [] };
    expect(terminal.render(failed, plain)).toBe(
      'SUBJECT_THROWS: other throws: <&"%\\u0007">, a, b:\n  and on\n  while checking finiteness\n',
    );
    expect(terminal.render(failed, { ...plain, errors: 'elsewhere' })).toBe('');
    const inference = terminal.render({ ...passing, kind: 'infer', results: [] }, plain);
    expect(inference).toContain('intrinsic learning rate: η·λ');
    expect(inference).not.toContain('holds');
  });

  test('names an interruption and a counterexample that does not reproduce', () => {
    expect(terminal.render({ ...passing, interrupted: true }, plain)).toContain('interrupted, holds: 1 hold');
    const flaky = { ...sample, results: sample.results.map((result) => ({ ...result, reproducible: false })) };
    expect(terminal.render(flaky, plain)).toContain('A new copy of the optimizer gave other numbers');
  });
});
