import { size, type FloatArray, type Tensor } from '../../arithmetic/tensor.ts';
import type { ObjectiveInstance } from '../../objectives/objective.ts';
import { deriveKey } from '../../random/key.ts';
import type { Experiment } from '../../experiments/experiment.ts';
import { compileReadings } from './compile-readings.ts';
import { compile } from './computations/compile.ts';
import { emptyMachine, type Machine } from './machine.ts';
import { strideOf, SUMMARY_SIZE } from './memory-layout.ts';
import { call, offset, type Instruction, type Region } from './program.ts';
import type { TensorPlaces, UpdatePlaces, UpdateRule } from './update-rules/update-rule.ts';

/** What a block of replicas is laid out for. */
export interface EnsembleOptions {
  readonly experiment: Experiment;
  readonly instance: ObjectiveInstance;
  /** The rule that the machine applies; without one, the caller changes the parameters between gradients. */
  readonly rule?: UpdateRule;
  /** Number of the first replica, and how many. */
  readonly first: number;
  readonly count: number;
  /** Steps that one call of `advance` may make. */
  readonly chunk: number;
  /** Where these replicas start instead of the standard initialisation. */
  readonly starts?: readonly (readonly Tensor[])[];
}

/**
 * A block of replicas in the memory of a machine. Each kind of array that every replica has (parameters, gradients, buffers of
 * the optimizer) is one matrix [replica, stride]; everything else is there once.
 */
export class Ensemble {
  readonly count: number;
  private readonly machine: Machine;
  private readonly experiment: Experiment;
  private readonly rule: UpdateRule | undefined;
  private readonly first: number;
  private readonly chunk: number;
  /** Bytes from one replica to the next. */
  private readonly stride: number;
  private readonly parameterBlock: Region;
  private readonly gradientBlock: Region;
  private readonly rates: Region;
  private readonly recorded: Region;
  private readonly summaries: Region;
  private readonly programs: { readonly plain: number; readonly recording: number; readonly after: number };

  constructor({ experiment, instance, rule, first, count, chunk, starts }: EnsembleOptions) {
    const { objective, precision, seed, streams } = experiment;
    const machine = emptyMachine(precision);
    this.machine = machine;
    this.experiment = experiment;
    this.rule = rule;
    this.first = first;
    this.count = count;
    this.chunk = chunk;
    this.stride = strideOf(experiment);
    const block = (perReplica: boolean): Region => ({
      address: machine.allocate(perReplica ? count * this.stride : this.stride),
      perReplica,
    });
    this.parameterBlock = block(true);
    // A rule consumes a gradient as soon as it is there, so that one place serves all replicas.
    this.gradientBlock = block(rule === undefined);
    const buffers = (rule?.buffers ?? []).map(() => block(true));
    this.rates = machine.doubles(chunk * (rule?.size ?? 0));
    this.recorded = machine.constantBytes(new Uint8Array(chunk));
    this.summaries = machine.doubles(count * chunk * SUMMARY_SIZE);

    const bytes = objective.parameters.map(({ shape }) => size(shape) * machine.word);
    const offsets = bytes.map((_, i) => bytes.slice(0, i).reduce((sum, each) => sum + each, 0));
    const parameters = offsets.map((start) => offset(this.parameterBlock, start));
    const gradients = offsets.map((start) => offset(this.gradientBlock, start));
    const { gradient, initialise } = compile(instance.computation!, {
      machine,
      parameters,
      gradients,
      key: deriveKey(seed, [streams.data]),
    });
    const length = bytes.reduce((sum, each) => sum + each, 0) / machine.word;
    const places = (start: number, count: number): UpdatePlaces => ({
      parameters: offset(this.parameterBlock, start),
      gradients: offset(this.gradientBlock, start),
      buffers: buffers.map((buffer) => offset(buffer, start)),
      count,
    });
    const tensors = objective.parameters.map(({ shape }, i) => ({ ...places(offsets[i], size(shape)), shape }));
    const update = rule ? compileUpdate(rule, places(0, length), tensors, machine) : [];
    const readings = compileReadings(
      experiment,
      parameters,
      gradients,
      block,
      rule === undefined,
      this.parameterBlock,
      this.stride,
    );
    this.programs = {
      plain: machine.load([...gradient, ...update]),
      recording: machine.load([...readings.before, ...gradient, ...update, ...(rule ? readings.after : [])]),
      after: machine.load(readings.after),
    };

    const key = deriveKey(seed, [streams.initialisation]);
    const start = machine.load([
      ...(starts === undefined ? [call('seekStream', key[0], key[1]), ...initialise] : []),
      call('scale', this.parameterBlock, length, { real: experiment.initScale }),
      ...buffers.flatMap((buffer, i) =>
        rule?.buffers[i] === 'parameters' ? [call('copy', this.parameterBlock, buffer, this.stride)] : [],
      ),
    ]);
    // From here on the memory does not grow, so that views stay valid.
    starts?.forEach((tensors, row) => this.parameters(row).forEach(({ data }, i) => data.set(tensors[i].data)));
    this.execute(start, start, 0, count, 0, 1);
  }

  /** The parameters of a replica, in the machine's memory. */
  parameters(row: number): Tensor[] {
    return this.tensors(this.parameterBlock, row);
  }

  /** The gradients that were computed last for a replica; without per-replica gradients, for any. */
  gradients(row: number): Tensor[] {
    return this.tensors(this.gradientBlock, row);
  }

  /** All parameters, and all gradients, as one tensor each. */
  flat(): { parameters: Tensor[]; gradients: Tensor[] } {
    const length = (this.count * this.stride) / this.machine.word;
    const tensors = ({ address }: Region): Tensor[] => [{ data: this.machine.view(address, length), shape: [length] }];
    return { parameters: tensors(this.parameterBlock), gradients: tensors(this.gradientBlock) };
  }

  /** One byte a step of the next call: whether to record. */
  get recordedSteps(): Uint8Array {
    return this.machine.bytes(this.recorded.address, this.chunk);
  }

  /** Where the numbers that the rule needs go, step after step. */
  get rateTable(): Float64Array {
    return this.machine.float64(this.rates.address, this.chunk * (this.rule?.size ?? 0));
  }

  /** What was recorded: row-major [row, step of the call, reading]. */
  readSummaries(rows: number, steps: number): Float64Array {
    return this.machine.float64(this.summaries.address, rows * steps * SUMMARY_SIZE);
  }

  /** Runs steps of some rows, counting in the streams from `step`; makes gradients only if there is no rule. */
  advance({ row = 0, rows = this.count, step, steps }: { row?: number; rows?: number; step: number; steps: number }): void {
    this.execute(this.programs.plain, this.programs.recording, row, rows, step, steps);
  }

  /** Reads what a step changed, after an update outside the machine. */
  readChange(): void {
    this.execute(this.programs.after, this.programs.after, 0, this.count, 0, 1);
  }

  private execute(plain: number, recording: number, row: number, rows: number, step: number, steps: number): void {
    const { machine, rates, recorded, summaries, rule } = this;
    machine.run(
      plain,
      recording,
      recorded.address,
      row,
      rows,
      this.stride,
      this.first,
      step,
      steps,
      rates.address,
      8 * (rule?.size ?? 0),
      summaries.address,
    );
  }

  private row({ address, perReplica }: Region, row: number): FloatArray {
    return this.machine.view(address + (perReplica ? row * this.stride : 0), this.stride / this.machine.word);
  }

  private tensors(region: Region, row: number): Tensor[] {
    const block = this.row(region, row);
    let start = 0;
    return this.experiment.objective.parameters.map(({ shape }) => {
      const data = block.subarray(start, start + size(shape));
      start += data.length;
      return { data, shape };
    });
  }
}

/** One update of all parameters. */
function compileUpdate(
  { update }: UpdateRule,
  all: UpdatePlaces,
  tensors: readonly TensorPlaces[],
  machine: Machine,
): readonly Instruction[] {
  if (typeof update === 'function') return update(all, tensors, machine);
  return [call(update, all.parameters, all.gradients, ...all.buffers, all.count)];
}
