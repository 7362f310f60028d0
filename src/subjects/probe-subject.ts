import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { size, zeros, type FloatArray, type Tensor } from '../arithmetic/tensor.ts';
import type { Diagnosis } from '../inference/cause.ts';
import { measuringPrecision } from '../inference/measuring-precision.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { copyState } from '../optimizers/copy-state.ts';
import { stream as createStream, type Stream } from '../random/stream.ts';
import { SubjectError } from './subject-error.ts';

const steps = 50;
const learningRate = 0.1;
const weightDecay = 0.01;
const shapes = [[8, 4], [6]];

/** What a probe found without having to stop. */
export interface ProbeReport {
  /** The parameters do not stay finite: laws other than finiteness would only report consequences. */
  readonly notFinite?: SubjectError;
  /** What is wrong, by name. */
  readonly findings: Readonly<Record<string, Diagnosis>>;
}

/**
 * Runs an optimizer for 50 harmless steps before any law looks at it, so that what is merely broken is reported as broken.
 *
 * The gradient scales as that of a scale-invariant loss, with 1/‖w‖, and no entry of it is near 0.
 *
 * @param optimizer guarded, so that what it throws says where
 * @returns what is wrong and yet lets laws run
 * @throws `SubjectError` (`SUBJECT_THROWS`) when it crashes; `ConfigurationError` when its state is not plain data or it puts
 *   other arrays in the place of the parameters
 */
export function probeSubject(optimizer: Optimizer): ProbeReport {
  const stream = createStream('probe-subject', 'gradients');
  const precision = measuringPrecision(optimizer);
  const parameters = shapes.map((shape) => zeros(shape, precision));
  const gradients = shapes.map((shape) => zeros(shape, precision));
  stream.seek(0, 0);
  for (const { data } of parameters) for (let j = 0; j < data.length; j++) data[j] = 2 * stream.uniform() - 1;

  const state: unknown = optimizer.init({ parameters });
  requireCopy(state, optimizer, 'init');
  const hyperparameters = optimizer.hyperparameters ?? {};
  const findings: Record<string, Diagnosis> = {};
  const arrays = parameters.map(({ data }) => data);
  for (let step = 1; step <= steps; step++) {
    fillGradients(parameters, gradients, stream.seek(0, step));
    const before = gradients.map(({ data }) => data.slice());
    optimizer.update({ parameters, gradients, state, learningRate, weightDecay, hyperparameters, step });
    requireInPlace(parameters, arrays, optimizer, step);
    if (gradients.some(({ data }, i) => data.some((value, j) => !Object.is(value, before[i][j])))) {
      const sentence = `update changes the gradients that it is given, first at step ${step}; they are read only`;
      findings.gradients ??= { cause: 'gradients-changed', sentence };
    }
    const problem = notFinite(parameters, optimizer, step);
    if (problem !== undefined) return { notFinite: problem, findings };
  }
  requireCopy(state, optimizer, 'update');
  return { findings };
}

/** g = u/‖w‖, tensor by tensor, with the entries of u uniform on ±[½, 1]. */
function fillGradients(parameters: readonly Tensor[], gradients: readonly Tensor[], stream: Stream): void {
  gradients.forEach(({ data: gradient }, i) => {
    let square = 0;
    for (const w of parameters[i].data) square += w * w;
    // Signs and clips may carry a tensor to zero, where a scale-invariant loss has no gradient.
    const norm = Math.max(Math.sqrt(square), 1e-3);
    for (let j = 0; j < gradient.length; j++) {
      const u = stream.uniform() - 0.5;
      gradient[j] = (u + (u < 0 ? -0.5 : 0.5)) / norm;
    }
  });
}

function requireInPlace(parameters: readonly Tensor[], arrays: readonly FloatArray[], { name }: Optimizer, step: number): void {
  const emptied = parameters.some(({ data, shape }, i) => data === arrays[i] && data.length !== size(shape));
  const replaced = parameters.findIndex(({ data }, i) => data !== arrays[i]);
  if (replaced < 0 && !emptied) return;
  throw new ConfigurationError(
    'SUBJECT_REPLACES_PARAMETERS',
    emptied
      ? `${name}: update takes away the memory of the arrays that it is given at step ${step}`
      : `${name}: update puts another array in the place of parameters[${replaced}].data at step ${step}`,
    emptied
      ? 'the likely cause is a transfer; copy what is to go elsewhere'
      : 'change the entries of the array that it is given: data[j] -= …',
  );
}

function notFinite(parameters: readonly Tensor[], { name }: Optimizer, step: number): SubjectError | undefined {
  for (const [index, { data }] of parameters.entries()) {
    const entry = data.findIndex((value: number) => !Number.isFinite(value));
    if (entry < 0) continue;
    return new SubjectError(
      'SUBJECT_NOT_FINITE',
      `${name}: parameters[${index}].data[${entry}] is ${data[entry]} after step ${step} of a harmless run ` +
        `(learning rate ${learningRate}, weight decay ${weightDecay}, gradients of size 1)\n` +
        '  look for a division by zero, the root of a negative number, or a value read beyond the end of an array',
      { function: 'update', step },
    );
  }
  return undefined;
}

function requireCopy(state: unknown, optimizer: Optimizer, after: string): void {
  // What another process or its author copies fails there, with a reason of its own.
  if (optimizer.copyState !== undefined) return void copyState(optimizer, state);
  const { name } = optimizer;
  try {
    structuredClone(state);
  } catch (thrown) {
    throw new ConfigurationError(
      'SUBJECT_STATE_NOT_PLAIN',
      `${name}: the state after ${after} cannot be copied as data: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      'laws resume a run from a copy: keep plain data (numbers, arrays, typed arrays, objects, Maps; no functions), or give the optimizer copyState(state)',
    );
  }
}
