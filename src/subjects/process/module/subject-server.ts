import { ConfigurationError } from '../../../arithmetic/configuration-error.ts';
import type { Optimizer } from '../../../optimizers/optimizer.ts';
import { aligned, goesOn, kinds, protocolVersion, reusedBuffers } from '../frame.ts';
import { arrayBytes } from './array-bytes.ts';
import { callAlone, type Outcome } from './call-alone.ts';
import { describeOptimizer } from './describe-optimizer.ts';
import { filledHeap } from './filled-heap.ts';
import { Instance, type Settings } from './instance.ts';
import { lostByCopy } from './lost-by-copy.ts';
import { refusalOf, type Refusal } from './refusal.ts';
import type { Answer, Server } from './serve.ts';
import { writeNumbers } from './state-frame.ts';
import { asynchronous, detaching, losing, notPlain, replacing } from './subject-refusals.ts';

/** Calls between two looks at the memory that typed arrays take, and instances between two at the heap; a look costs as much as a hundred small updates. */
const [callsPerLook, instancesPerLook] = [64, 16];

const nothing = new Uint8Array(0);

/** Answers requests for the optimizer that a module exports. */
export class SubjectServer implements Server {
  readonly #load: () => Promise<Optimizer>;
  readonly #arrayLimit: number;
  #optimizer: Optimizer | undefined;
  #names: readonly string[] = [];
  #instances = new Map<number, Instance>();
  #calls = 0;

  /**
   * @param load evaluates the module anew
   * @param arrayLimit bytes of typed arrays, which no heap limit covers, at which the module is stopped
   */
  constructor(load: () => Promise<Optimizer>, arrayLimit: number) {
    this.#load = load;
    this.#arrayLimit = arrayLimit;
  }

  answer(kind: number, body: Uint8Array, answer: Answer): void {
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    switch (kind) {
      case kinds.hello:
        if (view.getUint32(0, true) !== protocolVersion) throw misunderstanding(`it speaks version ${protocolVersion} only`);
        return this.#reset(answer);
      case kinds.reset:
        return this.#reset(answer);
      case kinds.init:
        return this.#init(view, body, answer);
      case kinds.update:
        return this.#update(view, body, answer);
      case kinds.copy:
        return this.#copy(view, answer);
      case kinds.state:
        return this.#state(view, answer);
      case kinds.exempt:
        return this.#exempt(view, body, answer);
      case kinds.release:
        for (let at = 0; at < body.length; at += 4) this.#instances.delete(view.getUint32(at, true));
        return answer.done(nothing);
      default:
        throw misunderstanding(`there is no message of kind ${kind}`);
    }
  }

  #reset(answer: Answer): void {
    this.#instances = new Map();
    // A module that waits for ever at its top level leaves Node nothing to do, which would end the process.
    const awake = setInterval(() => {}, 2 ** 30);
    this.#load().then(
      (optimizer) => {
        clearInterval(awake);
        this.#optimizer = optimizer;
        this.#names = Object.keys(optimizer.hyperparameters ?? {});
        answer.done(new TextEncoder().encode(describeOptimizer(optimizer)));
      },
      (thrown: unknown) => {
        clearInterval(awake);
        answer.refuse(refusalOf(thrown));
      },
    );
  }

  #init(view: DataView, body: Uint8Array, answer: Answer): void {
    const [number, width, count, tensors] = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
    let at = 16;
    const word = (): number => view.getUint32((at += 4) - 4, true);
    const shapes = Array.from({ length: tensors }, () => Array.from({ length: word() }, word));
    const instance = new Instance(width === 8 ? 'float64' : 'float32', shapes, count);
    requireLength(body, aligned(at) + instance.bytes);
    instance.read('parameters', body, aligned(at));
    const { init } = this.#subject;
    const next = (replica: number): void => {
      if (replica === count) return this.#keep(number, instance, answer);
      const { parameters } = instance.replicas[replica];
      this.#call(init.bind(this.#subject, { parameters }), 'init', answer, (state) => {
        instance.replicas[replica].state = state;
        next(replica + 1);
      });
    };
    next(0);
  }

  #update(view: DataView, body: Uint8Array, answer: Answer): void {
    const word = view.getUint32(0, true);
    const instance = this.#known(word % goesOn);
    instance.renewGradients(word >= reusedBuffers);
    let offset = 24 + 8 * this.#names.length;
    if (word % reusedBuffers < goesOn) {
      if (body.length < offset + instance.bytes) throw misunderstanding(`a body has ${body.length} bytes, which is too few`);
      instance.read('parameters', body, offset);
      offset += instance.bytes;
    } else if (instance.refused) throw misunderstanding('the call before, from which it is to go on, was refused');
    const listed = body.length > offset + instance.bytes ? readList(view, offset + instance.bytes) : undefined;
    if (listed === undefined) requireLength(body, offset + instance.bytes);
    instance.read('gradients', body, offset);
    const settings: Settings = {
      step: view.getUint32(4, true),
      learningRate: view.getFloat64(8, true),
      weightDecay: view.getFloat64(16, true),
      hyperparameters: this.#hyperparameters(view, 24),
      ...(listed !== undefined && { listed }),
    };
    instance.refused = true;
    this.#step(instance, settings, answer, () => {
      if (!instance.whole) return answer.refuse(detaching(this.#subject.name, settings.step));
      instance.refused = false;
      answer.done(instance.write(body, offset));
    });
  }

  /** One call for each replica. */
  #step(instance: Instance, settings: Settings, answer: Answer, end: () => void): void {
    const { update } = this.#subject;
    const next = (index: number): void => {
      if (index === instance.replicas.length) return end();
      const { parameters, gradients, state, arrays, madeAs } = instance.replicas[index];
      const arguments_ = { parameters, gradients, state, ...settings };
      const then = (): void => {
        const replaced = arrays.findIndex((data, i) => parameters[i]?.data !== data);
        if (replaced < 0) next(index + 1);
        else answer.refuse(replacing(this.#subject.name, replaced, settings.step));
      };
      const explain = (thrown: unknown): Refusal => {
        const lost = lostByCopy(madeAs);
        return lost === undefined ? this.#refusal(thrown) : losing(this.#subject.name, lost, thrown);
      };
      this.#call(update.bind(this.#subject, arguments_), 'update', answer, then, explain);
    };
    next(0);
  }

  #copy(view: DataView, answer: Answer): void {
    const origin = this.#known(view.getUint32(0, true));
    const number = view.getUint32(4, true);
    const twin = origin.twin();
    const { copyState } = this.#subject;
    const next = (index: number): void => {
      if (index === origin.replicas.length) return this.#keep(number, twin, answer);
      const { state, madeAs = state } = origin.replicas[index];
      const run = copyState === undefined ? structuredClone.bind(undefined, state) : copyState.bind(this.#subject, state);
      callAlone(run, (outcome) => {
        if (outcome.kind === 'promised') return answer.refuse(asynchronous(this.#subject.name, 'copyState'));
        if (outcome.kind === 'threw')
          return answer.refuse(
            copyState === undefined ? notPlain(this.#subject.name, outcome.thrown) : refusalOf(outcome.thrown),
          );
        twin.replicas[index].state = outcome.value;
        if (copyState === undefined) twin.replicas[index].madeAs = madeAs;
        next(index + 1);
      });
    };
    next(0);
  }

  /** Keeps an instance, unless states like its own fill the heap. */
  #keep(number: number, instance: Instance, answer: Answer): void {
    const count = this.#instances.set(number, instance).size;
    const message = count % instancesPerLook === 0 ? filledHeap(instance.replicas[0]?.state, count) : undefined;
    if (message === undefined) answer.done(nothing);
    else answer.refuse({ kind: 'memory', code: '', message });
  }

  #state(view: DataView, answer: Answer): void {
    const { state } = this.#known(view.getUint32(0, true)).replicas[0];
    // What its getters do is its own.
    this.#call(writeNumbers.bind(undefined, state), 'update', answer, (bytes) => answer.done(bytes as Uint8Array));
  }

  #exempt(view: DataView, body: Uint8Array, answer: Answer): void {
    const exempts = this.#subject.contract?.decayExempt;
    if (typeof exempts !== 'function') throw misunderstanding('its contract has no function decayExempt');
    const rank = view.getUint32(0, true);
    const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i, true));
    const name = new TextDecoder().decode(body.subarray(4 + 4 * rank));
    this.#call(exempts.bind(undefined, name, shape), 'decayExempt', answer, (value) =>
      answer.done(Uint8Array.of(value === true ? 1 : 0)),
    );
  }

  /** Calls the module, and refuses where it throws, returns a promise or keeps too much memory. */
  #call(
    run: () => unknown,
    called: string,
    answer: Answer,
    then: (value: unknown) => void,
    explain: (thrown: unknown) => Refusal = (thrown) => this.#refusal(thrown),
  ): void {
    if (this.#calls++ % callsPerLook === 0 && arrayBytes(this.#arrayLimit) > this.#arrayLimit) {
      const limit = Math.round(this.#arrayLimit / 2 ** 20);
      return answer.refuse({ kind: 'memory', code: '', message: `keeps more than ${limit} MB of typed arrays` });
    }
    callAlone(run, (outcome: Outcome) => {
      if (outcome.kind === 'returned') then(outcome.value);
      else if (outcome.kind === 'promised') answer.refuse(asynchronous(this.#subject.name, called));
      else answer.refuse(explain(outcome.thrown));
    });
  }

  #refusal(thrown: unknown): Refusal {
    return { ...refusalOf(thrown), subject: this.#subject.name };
  }

  get #subject(): Optimizer {
    if (this.#optimizer === undefined) throw misunderstanding('the first message must be HELLO');
    return this.#optimizer;
  }

  #known(number: number): Instance {
    const instance = this.#instances.get(number);
    if (instance === undefined) throw misunderstanding(`there is no instance ${number}`);
    return instance;
  }

  #hyperparameters(view: DataView, offset: number): Record<string, number> {
    return Object.fromEntries(this.#names.map((name, i) => [name, view.getFloat64(offset + 8 * i, true)]));
  }
}

function readList(view: DataView, offset: number): number[] {
  return Array.from({ length: view.getUint32(offset, true) }, (_, i) => view.getUint32(offset + 4 + 4 * i, true));
}

function requireLength(body: Uint8Array, expected: number): void {
  if (body.length !== expected) throw misunderstanding(`a body has ${body.length} bytes, expected ${expected}`);
}

function misunderstanding(what: string): ConfigurationError {
  return new ConfigurationError('PROTOCOL_REQUEST', what);
}
