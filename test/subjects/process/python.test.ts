import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import type { Tensor } from '../../../src/arithmetic/tensor.ts';
import { OptimizerRun } from '../../../src/dynamics/optimizer-run.ts';
import { inferProfile } from '../../../src/inference/infer-profile.ts';
import { lookInto } from '../../../src/inference/revealed-states.ts';
import { adamw } from '../../../src/optimizers/adamw.ts';
import { nesterov } from '../../../src/optimizers/nesterov.ts';
import type { Optimizer } from '../../../src/optimizers/optimizer.ts';
import { sgd } from '../../../src/optimizers/sgd.ts';
import { lion } from '../../../src/optimizers/lion.ts';
import { checkLaw } from '../../../src/suite/check-law.ts';
import { loadSubject } from '../../../src/subjects/load-subject.ts';
import { closeChildren } from '../../../src/subjects/process/child-optimizer.ts';
import { sample } from '../../size.ts';
import { temporaryFolder } from '../../suite/temporary-folder.ts';
import { inOneInterpreter } from './one-interpreter.ts';
import { canRun } from './python-libraries.ts';

/** A rule that does something else at step 7. */
const late = (what: string): string =>
  'import os, time\ndef init(parameters): return {}\ndef update(parameters, gradients, learning_rate, step, **rest):\n' +
  `    if step == 7:\n        ${what}\n    for w, g in zip(parameters, gradients): w -= learning_rate * g\n`;

const folder = temporaryFolder({
  'syntax.py': 'def init(parameters:\n',
  'throws.py': "raise ValueError('not today')\n",
  'missing.py': 'import no_such_library\n',
  'empty.py': 'x = 1\n',
  'two.py': 'import torch\nclass A(torch.optim.SGD): pass\nclass B(torch.optim.SGD): pass\n',
  'raises.py':
    'def init(parameters): return {}\ndef update(parameters, gradients, state, **rest):\n    raise KeyError("no such key")\n',
  'replaces.py':
    'def init(parameters): return {}\ndef update(parameters, gradients, **rest):\n    parameters[0] = parameters[0] - gradients[0]\n',
  'prints.py':
    'print("hello")\ndef init(parameters): return {}\ndef update(parameters, gradients, learning_rate, **rest):\n' +
    '    print("step")\n    for w, g in zip(parameters, gradients): w -= learning_rate * g\n',
  'sleeps-late.py': late('time.sleep(60)'),
  'spins-late.py': late('while True: pass'),
  'ends-late.py': late('os._exit(3)'),
  'forks-late.py': late('if os.fork() == 0: os._exit(0)'),
  'throws-late.py': late('raise ValueError("enough")'),
  'sleeps.py': 'import time\ndef init(parameters): return {}\ndef update(parameters, gradients, **rest):\n    time.sleep(60)\n',
});

const tensor = (...data: number[]): Tensor => ({ data: Float64Array.from(data), shape: [data.length] });

/** Parameters after five steps. */
function after(optimizer: Optimizer): number[] {
  const run = new OptimizerRun(optimizer, [tensor(1, -2, 0.5), tensor(3)]);
  for (let step = 1; step <= 5; step++) run.call([tensor(0.3 * step, 1, -0.2), tensor(step - 2.5)], 0.1 / step, 0.05 * step);
  return run.parameters.flatMap(({ data }) => Array.from(data));
}

/** Largest relative distance between five steps of two optimizers. */
function distance(a: Optimizer, b: Optimizer): number {
  return gap(after(a), after(b));
}

function gap(left: readonly number[], right: readonly number[]): number {
  return Math.max(...left.map((value, i) => Math.abs(value - right[i]) / Math.abs(right[i])));
}

/** An optimizer of PyTorch in an interpreter that has loaded others before, which ends with the next. */
function torch(reference: string): Optimizer {
  const [name, query = ''] = reference.replace('torch:', '').split('?');
  return inOneInterpreter('torch', 'torch_subject.py', [name, query], reference);
}

afterEach(() => vi.unstubAllEnvs());
afterAll(closeChildren);

describe('without Python', () => {
  test('the error says how to name one', async () => {
    vi.stubEnv('INTRINSIC_LR_PYTHON', 'no-such-python');
    await expect(loadSubject('torch:AdamW')).rejects.toMatchObject({
      code: 'PYTHON_NOT_FOUND',
      message: expect.stringContaining('INTRINSIC_LR_PYTHON'),
    });
  });
});

describe.runIf(canRun('torch'))('torch:', () => {
  test('runs the optimizers of PyTorch as they are', async () => {
    expect(distance(await loadSubject('torch:AdamW'), adamw)).toBeLessThan(1e-12);
    expect(distance(torch('torch:SGD?momentum=0.9&nesterov=true'), nesterov)).toBeLessThan(1e-12);
  });

  test('copies what shares memory so that it shares memory in the copy', async () => {
    const verdict = await checkLaw('determinism', 'fixtures/python/torch_flat_buffer.py', { configurations: 40 });
    expect(verdict.verdict).toBe('holds');
  });

  test('options are arguments of the constructor, and numbers among them hyperparameters', () => {
    const subject = torch('torch:AdamW?betas=0.8,0.95&foreach=false');
    expect(subject.hyperparameters).toEqual({ beta1: 0.8, beta2: 0.95, epsilon: 1e-8 });
    const same = { ...adamw, hyperparameters: subject.hyperparameters };
    expect(distance(subject, same)).toBeLessThan(1e-12);
    expect(distance({ ...subject, hyperparameters: adamw.hyperparameters }, adamw)).toBeLessThan(1e-12);
  });

  test.each([
    ['torch:AdanW', 'UNKNOWN_OPTIMIZER', 'did you mean "AdamW"?'],
    ['torch:AdamW?beta=0.9', 'UNKNOWN_HYPERPARAMETER', 'did you mean "betas"?'],
    ['torch:AdamW?lr=0.1', 'UNKNOWN_HYPERPARAMETER', 'what the laws vary'],
    ['torch:AdamW?betas=7,8', 'INVALID_HYPERPARAMETER', 'refuses its options'],
  ])('%s is a friendly error', (reference, code, message) => {
    expect(() => torch(reference)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  test.each(['Configured', 'Required', 'RateInGroups'])('options that are no arguments are found: %s', async (name) => {
    const subject = await loadSubject(`fixtures/python/torch_configured.py:${name}`);
    expect(subject.hyperparameters).toEqual({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
    expect(distance(subject, adamw)).toBeLessThan(1e-12);
    const profile = inferProfile(subject);
    expect(profile.weightDecay?.value).toBe('decoupled');
  });

  test('a generator that it keeps for itself makes it one of random steps', async () => {
    const file = 'fixtures/python/torch_own_generator.py';
    const subject = await loadSubject(file);
    expect(subject.contract?.random).toBe(true);
    expect((await checkLaw('first-step', file, { configurations: 20 })).verdict).not.toBe('refuted');
    expect((await checkLaw('zero-gradient-decay', file, { configurations: 20 })).verdict).not.toBe('refuted');
  });

  test('an option that acts on the log only is no option of the rule, and one that does nothing is dead', async () => {
    const file = 'fixtures/python/torch_log_every.py';
    const logs = await loadSubject(`${file}:LogsEvery`);
    expect(Object.keys(logs.hyperparameters!)).toEqual(['momentum']);
    expect(logs.notes).toContain('logEvery acts on what is printed or logged only');
    const forgets = await loadSubject(`${file}:AcceptsAndForgets`);
    expect(Object.keys(forgets.hyperparameters!)).toContain('logEvery');
    // What no argument sets is nothing that it accepts.
    expect(Object.keys((await loadSubject(`${file}:ForgetsCoefficients`)).hyperparameters!)).toEqual([
      'momentum',
      'beta1',
      'beta2',
    ]);
    const keeps = await loadSubject(`${file}:KeepsCoefficients`);
    expect(Object.keys(keeps.hyperparameters!)).toEqual(['momentum']);
    expect(keeps.notes).toContain('beta1 stands in the groups, is set by no argument and does nothing');
    const { notes } = await loadSubject(`${file}:ForgetsArgument`);
    expect(notes!.filter((note) => note.includes('an argument'))).toEqual([
      'shrink, an argument, changes nothing that was tried',
    ]);
  });

  test.each([
    ['NamedParameters', 'it is given the parameters with their names, w0.weight, w1.weight, …', 1e-12],
    ['RateInTensor', 'RateInTensor keeps its learning rate in float32: run in float32 only', 1e-6],
  ])('%s is driven as it asks to be', async (name, note, rounding) => {
    const subject = await loadSubject(`fixtures/python/torch_unusual_arguments.py:${name}`);
    expect(subject.notes).toContain(note);
    expect(distance(subject, sgd)).toBeLessThan(rounding);
    const verdict = await checkLaw('drive-invariance', `fixtures/python/torch_unusual_arguments.py:${name}`, {
      configurations: 10,
    });
    expect(verdict.verdict).toBe('holds');
  });

  test.each([
    ['refuses two options together', 'DecayOrPull'],
    ['makes a third of its rate', 'ThirdOfRate'],
  ])('an optimizer that %s is made with the rate that is asked for, to which its decay is relative', async (_how, name) => {
    for (const law of ['drive-invariance', 'zero-gradient-decay'] as const) {
      const verdict = await checkLaw(law, `fixtures/python/torch_unusual_arguments.py:${name}`, { configurations: 10 });
      expect(verdict.verdict).not.toBe('refuted');
    }
  });

  test('what computes in float32 with buffers of float32 is asked in float32, and not what rounds weights alone', async () => {
    const file = 'fixtures/python/torch_float32_moments.py';
    const rounds = await loadSubject(`${file}:WeightsByTheWay`);
    expect(rounds.notes).toContain('WeightsByTheWay computes in float32 whatever the parameters are: run in float32 only');
    expect(rounds.precision).toBe('float32');
    const { verdict, cause } = await checkLaw('zero-gradient-decay', `${file}:WeightsAlone`, { configurations: 20 });
    expect({ verdict, cause }).toEqual({ verdict: 'refuted', cause: 'parameters-rounded' });
  });

  test('what is refused here tells the switch that helps', async () => {
    const opened = loadSubject('fixtures/python/torch_fast_path_elsewhere.py');
    await expect(opened).rejects.toThrow(/0 active drivers[^]*here it works with \?fast=false/);
  });

  test('what cannot be loaded at once is the same error', async () => {
    const message = expect.stringContaining('did you mean "AdamW"?');
    await expect(loadSubject('torch:AdanW')).rejects.toMatchObject({ code: 'UNKNOWN_OPTIMIZER', message });
  });

  test('maximize is what was asked for, and no mistake', () => {
    const down = after(torch('torch:SGD'));
    const up = torch('torch:SGD?maximize=true');
    expect(after(up)).toEqual(down);
    expect(up.notes).toContain('maximize=True: it is given the negative gradient');
  });

  test('the combination is inferred', () => {
    expect(inferProfile(torch('torch:Adam')).intrinsic).toBe('η²·λ');
    // Once its first steps, which are those of SGD, are over.
    expect(inferProfile(torch('torch:RAdam')).intrinsic).toBe('η²·λ');
  });

  test('a file with two optimizers asks which', async () => {
    await expect(loadSubject('two.py', folder)).rejects.toMatchObject({ message: expect.stringContaining('A, B') });
    expect((await loadSubject('two.py:B', folder)).name).toBe('B');
  });
});

/** A transformation of optax in an interpreter that has loaded others before. */
function optax(reference: string): Optimizer {
  const [name, query = ''] = reference.split('?');
  return inOneInterpreter('optax', 'optax_subject.py', [name, query], `optax:${reference}`);
}

const compiledAlike = [
  ['lamb', 1e-12],
  ['sgd?momentum=0.9', 1e-12],
  // Its β = 1 − t^−0.8 is computed in float32, whose powers are not the same bits in both libraries on every processor.
  ['adafactor', 1e-7],
] as const;

describe.runIf(canRun('jax', 'optax'))('optax:', () => {
  test('runs the transformations of optax as they are', async () => {
    expect(distance(await loadSubject('optax:adamw'), adamw)).toBeLessThan(1e-12);
    expect(distance(optax('lion'), lion)).toBeLessThan(1e-12);
  });

  const { cases, said } = sample(compiledAlike, 3);
  test.each(cases)(`%s is the same by NumPy and by XLA${said}`, (name, tolerance) => {
    const compiled = after(optax(`${name}${name.includes('?') ? '&' : '?'}backend=xla`));
    expect(gap(after(optax(name)), compiled)).toBeLessThan(tolerance);
  });

  test('decay that a transformation does not have is chained before it, and that is said', () => {
    const subject = optax('adam');
    expect(subject.notes?.join()).toContain('adam has no weight decay');
    expect(inferProfile(subject)).toMatchObject({ intrinsic: 'η²·λ', weightDecay: { value: 'coupled' } });
  });

  test.each([
    ['adam', 2],
    // A key of random numbers is an array, and none of numbers.
    ['noisy_sgd', 0],
  ])('the numbers that the state of %s holds are found', (name, arrays) => {
    const subject = optax(name);
    const [parameters, gradients] = [1, 2].map((value) => [{ data: Float64Array.of(value, 2), shape: [2] }]);
    const { hyperparameters = {} } = subject;
    const state = subject.init({ parameters });
    subject.update({ parameters, gradients, state, learningRate: 0.1, weightDecay: 0, hyperparameters, step: 1 });
    expect(lookInto(state, false)!()).toHaveLength(arrays);
  });

  test('a name that does not exist has a nearest one', async () => {
    const message = expect.stringContaining('did you mean "lion"?');
    await expect(loadSubject('optax:loin')).rejects.toMatchObject({ code: 'UNKNOWN_OPTIMIZER', message });
  });
});

describe.runIf(canRun('numpy'))('a Python file', () => {
  test('in the plain shape is an optimizer with a contract', async () => {
    const subject = await loadSubject('fixtures/python/numpy_adamw.py?beta1=0.8');
    expect(subject).toMatchObject({ name: 'numpy-adamw', contract: { weightDecay: 'decoupled' } });
    expect(distance(subject, { ...adamw, hyperparameters: { beta1: 0.8, beta2: 0.999, epsilon: 1e-8 } })).toBeLessThan(1e-12);
  });

  test.each([
    ['syntax.py', 'SUBJECT_SYNTAX', 'syntax.py:1:'],
    ['throws.py', 'SUBJECT_IMPORT_THROWS', 'ValueError: not today'],
    ['missing.py', 'SUBJECT_IMPORT_MISSING', 'no_such_library'],
    ['empty.py', 'INVALID_OPTIMIZER', 'no function update'],
    ['absent.py', 'SUBJECT_NOT_FOUND', 'there is no file'],
  ])('%s is a friendly error', async (file, code, message) => {
    await expect(loadSubject(file, folder)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test.each([
    ['raises.py', 'SUBJECT_THROWS', "KeyError: 'no such key'"],
    ['raises.py', 'SUBJECT_THROWS', 'raises.py", line 3, in update'],
    ['replaces.py', 'SUBJECT_THROWS', 'in place'],
    ['sleeps.py', 'SUBJECT_HANGS', 'stopped after 1 second'],
  ])('%s crashes in update at step 1 with %s', async (file, code, message) => {
    const run = new OptimizerRun(await loadSubject(file, folder, 1), [tensor(1)]);
    run.call([tensor(1)], 0.1, 0);
    expect(() => run.parameters).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message), call: { function: 'update', step: 1 } }),
    );
  });

  test.each([
    ['sleeps-late.py', 'SUBJECT_HANGS', 'does not return from update at step 7'],
    ['spins-late.py', 'SUBJECT_HANGS', 'does not return from update at step 7'],
    ['ends-late.py', 'SUBJECT_EXITED', 'ends in update at step 7 (exit code 3)'],
    ['throws-late.py', 'SUBJECT_THROWS', 'ValueError: enough'],
  ])('%s is told with the call that it was, amid calls that nobody has waited for (%s)', async (file, code, message) => {
    const optimizer = await loadSubject(file, folder, 1);
    const [run, other] = [1, 2].map((start) => new OptimizerRun(optimizer, [tensor(start)]));
    for (let step = 1; step <= 5; step++) other.call([tensor(1)], 0.1, 0);
    for (let step = 1; step <= 20; step++) run.call([tensor(1)], 0.1, 0);
    expect(() => run.parameters).toThrow(
      expect.objectContaining({ code, call: { function: 'update', step: 7 }, message: expect.stringContaining(message) }),
    );
  });

  test('may fork: what it forks answers nothing', async () => {
    const run = new OptimizerRun(await loadSubject('forks-late.py', folder), [tensor(1)]);
    for (let step = 1; step <= 20; step++) run.call([tensor(1)], 0.125, 0);
    expect(run.parameters[0].data[0]).toBe(-1.5);
  });

  test('may print: that reaches no frame', async () => {
    const run = new OptimizerRun(await loadSubject('prints.py', folder), [tensor(1)]);
    run.call([tensor(1)], 0.25, 0);
    expect(run.parameters[0].data[0]).toBe(0.75);
  });
});

interface PlantedBug {
  readonly reference: string;
  readonly needs: string;
  readonly law: 'zero-gradient-decay' | 'determinism' | 'scaling-symmetry';
  readonly diagnosis: readonly string[];
}

const planted = JSON.parse(readFileSync('fixtures/planted-bugs/python/catalogue.json', 'utf8')) as PlantedBug[];

const asked = sample(planted, planted.length, ({ needs }, i) => planted.findIndex((other) => other.needs === needs) === i);

describe(`planted bugs in Python are refuted by name${asked.said}`, () => {
  for (const { reference, needs, law, diagnosis } of asked.cases) {
    test.runIf(canRun(needs))(reference, async () => {
      const verdict = await checkLaw(law, `fixtures/planted-bugs/python/${reference}`, { configurations: 10 });
      expect(verdict.verdict).toBe('refuted');
      expect(diagnosis.some((word) => verdict.diagnosis!.includes(word))).toBe(true);
    });
  }
});
