import type { Precision, Tensor } from '../../arithmetic/tensor.ts';
import { revealsState } from '../../inference/revealed-states.ts';
import { makesEnsembleCalls, type ReplicaTensors } from '../../optimizers/ensemble-calls.ts';
import type { Contract, Optimizer, UpdateArguments } from '../../optimizers/optimizer.ts';
import { postsCalls } from '../../optimizers/posted-calls.ts';
import { validateOptimizer } from '../../optimizers/validate-optimizer.ts';
import type { SubjectCall } from '../subject-error.ts';
import { ChildConnection, type ChildOptions } from './child-connection.ts';
import { readDescription, type ChildDescription } from './child-description.ts';
import { askExempt, askNumbers, isReused, nextInstance, sendInit, sendWay, type ChildState } from './child-instance.ts';
import { childKey } from './child-key.ts';
import { aligned, goesOn, kinds, protocolVersion, reusedBuffers } from './frame.ts';
import { fillStack, spreadStack, stackReplicas } from './replica-stack.ts';
import { readAnswer, tensorBytes, writeTensors } from './tensor-layout.ts';
import type { Twin } from './twin-child.ts';

/** The state of runs of many replicas, with room for their tensors as a frame holds them. */
interface EnsembleState extends ChildState {
  readonly tensors: ReplicaTensors;
}

/** Children that a thread keeps beside the one that it works with. */
const mostKept = 8;

const start: SubjectCall = { function: 'import', step: 0 };
const connections = new Map<string, ChildConnection>();

/** A process that was started for this thread, until it is asked for. */
let awaiting: Twin | undefined;

/** Tells of a process that was started for this thread. */
export function awaitTwin(twin: Twin): void {
  awaiting = twin;
}

/** Children that nobody has greeted yet. */
const silent = new WeakSet<ChildConnection>();

/** Answers to greetings that nobody has waited for yet. */
const greetings = new WeakMap<ChildConnection, () => Uint8Array>();

/**
 * An optimizer that another process runs.
 *
 * A process is kept for the next subject of the same command in this thread, which is loaded anew in it: the child evaluates its
 * source again and forgets every instance.
 *
 * @param options the command, and what its calls may take
 * @returns a validated optimizer; its states are numbers of instances that live in the child until the next load
 */
export function openChildOptimizer(options: ChildOptions): Optimizer<ChildState> {
  const connection = startChild(options);
  const begun = silent.delete(connection) ? postGreeting(connection) : greetings.get(connection);
  greetings.delete(connection);
  const answer = begun?.() ?? connection.request(kinds.reset, 0, () => {}, start);
  return childOptimizer(connection, readDescription(answer, options.label), options.label);
}

/** Has the child for `openChildOptimizer` load its subject while the caller does something else. */
export function beginChild(options: ChildOptions): void {
  const connection = startChild(options);
  if (!silent.delete(connection)) return;
  greetings.set(connection, postGreeting(connection));
  connection.send(start);
}

/** The child for `openChildOptimizer`, which is started where it does not run, and loads nothing of its subject before it is greeted. */
export function startChild(options: ChildOptions): ChildConnection {
  const key = childKey(options);
  const known = connections.get(key);
  connections.delete(key);
  if (known?.running) {
    connections.set(key, known);
    return known;
  }
  for (const [oldest, connection] of connections) {
    if (connections.size < mostKept) break;
    connections.delete(oldest);
    void connection.close();
  }
  const twin = awaiting?.key === key ? awaiting : undefined;
  if (twin !== undefined) awaiting = undefined;
  const connection = new ChildConnection(options, twin);
  connections.set(key, connection);
  silent.add(connection);
  return connection;
}

/**
 * Another optimizer in a process that runs already, which saves the time that its libraries take to be imported.
 *
 * @param words what the adapter is to load, in the place of the words that it was started with
 */
export function reloadChildOptimizer(
  connection: ChildConnection,
  words: readonly string[],
  label: string,
): Optimizer<ChildState> {
  const text = new TextEncoder().encode(words.join('\0'));
  const answer = connection.request(kinds.reset, text.length, (_, bytes) => bytes.set(text), start);
  return childOptimizer(connection, readDescription(answer, label), label);
}

/** Ends every child that this thread has started; resolved when they are gone. */
export async function closeChildren(): Promise<void> {
  const open = [...connections.values()];
  connections.clear();
  await Promise.all(open.map((connection) => connection.close()));
}

/** Bytes of standard output of this thread's children that were kept back. */
export function keptBack(): number {
  return [...connections.values()].reduce((sum, { noise }) => sum + noise, 0);
}

/** The first exchange. */
export function greet(connection: ChildConnection, label: string): ChildDescription {
  return readDescription(postGreeting(connection)(), label);
}

function postGreeting(connection: ChildConnection): () => Uint8Array {
  return connection.post(kinds.hello, 4, (body) => body.setUint32(0, protocolVersion, true), start);
}

/** The optimizer behind a connection that has been greeted. */
export function childOptimizer(
  connection: ChildConnection,
  {
    name,
    hyperparameters = {},
    contract,
    elementwise,
    selective,
    microBatches,
    notes = [],
    libraries = {},
    precisions = [],
    capabilities = [],
    drives,
  }: ChildDescription,
  label: string,
): Optimizer<ChildState> {
  const names = Object.keys(hyperparameters);
  const lists = capabilities.includes('lists');
  const buffers = capabilities.includes('buffers');
  const continues = capabilities.includes('continues');
  connection.compiles = capabilities.includes('compiles');
  const claims: Contract | undefined = capabilities.includes('exempt')
    ? { ...contract, decayExempt: (tensor, shape) => askExempt(connection, tensor, shape) }
    : contract;
  const versions = Object.entries(libraries).map(([library, version]) => `${library} ${version}`);
  const callOf = (step: number): SubjectCall => ({ function: 'update', step });
  /** Hands a call over, from where the parameters are or, going on, from where the call before has led. */
  const post = (call: UpdateArguments<ChildState>, going = false): (() => Uint8Array) => {
    const { parameters, gradients, state, step, listed } = call;
    const list = listed === undefined || !lists ? 0 : aligned(4 + 4 * listed.length);
    const head = 24 + 8 * names.length;
    const length = head + (going ? 1 : 2) * tensorBytes(parameters);
    const write = (body: DataView, bytes: Uint8Array<ArrayBuffer>): void => {
      const flags = (buffers && isReused(state, gradients) ? reusedBuffers : 0) + (going ? goesOn : 0);
      body.setUint32(0, state.instance + flags, true);
      body.setUint32(4, step, true);
      body.setFloat64(8, call.learningRate, true);
      body.setFloat64(16, call.weightDecay, true);
      names.forEach((key, i) => body.setFloat64(24 + 8 * i, call.hyperparameters[key], true));
      writeTensors(bytes, going ? head : writeTensors(bytes, head, parameters), gradients);
      if (list > 0) [listed!.length, ...listed!].forEach((word, i) => body.setUint32(length + 4 * i, word, true));
    };
    return connection.post(kinds.update, length + list, write, callOf(step), state);
  };
  const take = (body: Uint8Array, parameters: readonly Tensor[], gradients: readonly Tensor[], step: number): void => {
    if (readAnswer(body, parameters, gradients, label, callOf(step))) connection.changesGradients = true;
  };
  // Other formats are a drive's matter.
  const formats = precisions.filter((each): each is Precision => each === 'float64' || each === 'float32');
  const optimizer: Optimizer<ChildState> = {
    name,
    hyperparameters,
    ...(claims !== undefined && { contract: claims }),
    ...(selective === true && lists && { selective }),
    ...(connection.compiles && { compiles: true }),
    ...(elementwise !== undefined && { elementwise }),
    ...(microBatches !== undefined && { microBatches }),
    ...(formats.length === 1 && { precision: formats[0] }),
    notes: [...notes, ...(versions.length > 0 ? [`it runs in ${versions.join(', ')}`] : [])],

    init({ parameters, way }) {
      const state: ChildState = { instance: nextInstance(connection) };
      sendInit(connection, state, parameters, 1);
      if (capabilities.includes('state')) revealsState(state, () => askNumbers(connection, state));
      if (way !== undefined) sendWay(connection, state, way);
      return state;
    },

    ...(drives !== undefined && {
      drives,
      remarks: (state: ChildState) => sendWay(connection, state, {})(),
    }),

    update({ parameters, gradients, ...call }) {
      take(post({ parameters, gradients, ...call })(), parameters, gradients, call.step);
    },

    copyState(origin) {
      const twin: ChildState = { instance: nextInstance(connection) };
      const write = (body: DataView): void => {
        body.setUint32(0, origin.instance, true);
        body.setUint32(4, twin.instance, true);
      };
      connection.post(kinds.copy, 8, write, { function: 'init', step: 0 }, twin, origin);
      return twin;
    },
  };
  postsCalls(optimizer.update, ({ before, ...call }) => {
    // Who cannot go on by itself is told where the call before has led.
    if (before !== undefined && !continues) before(call.parameters);
    const answer = post(call as UpdateArguments<ChildState>, before !== undefined && continues);
    // Where gradients are changed, the next call gets them changed, as it would in memory.
    if (connection.changesGradients) take(answer(), call.parameters, call.gradients, call.step);
    return (parameters) => take(answer(), parameters, call.gradients, call.step);
  });
  makesEnsembleCalls(optimizer.update, {
    init(replicas) {
      const state: EnsembleState = { instance: nextInstance(connection), tensors: stackReplicas(replicas) };
      sendInit(connection, state, state.tensors.parameters, replicas.length);
      return state;
    },
    update({ replicas, state, ...call }) {
      const own = state as EnsembleState;
      const { tensors } = own;
      fillStack(tensors, replicas);
      optimizer.update({ ...tensors, state: own, ...call });
      spreadStack(tensors, replicas);
    },
  });
  return validateOptimizer(optimizer, label) as Optimizer<ChildState>;
}
