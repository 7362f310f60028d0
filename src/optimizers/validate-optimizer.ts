import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { nearestName } from '../arithmetic/nearest-name.ts';
import type { Contract, HyperparameterRole, Optimizer } from './optimizer.ts';

const remedy =
  "export one plain object: export default { name: 'my-sgd', init({ parameters }) {…}, update({ parameters, gradients, … }) {…} }";

/** Laws make all calls of a step, so that an absurd number of micro-batches would never end. */
const mostMicroBatches = 1024;

/**
 * Checks that a value, such as the default export of a user's module, has the shape of an `Optimizer`.
 *
 * @param value anything; a module namespace `{ default: optimizer }` stands for its default export
 * @param source what the value is called in the error, such as the path of its module
 * @returns the optimizer itself, not a copy
 * @throws ConfigurationError `INVALID_OPTIMIZER` that lists everything wrong at once. Properties that `Optimizer` does not have are
 *   allowed, unknown keys of its contract are not
 *
 * @example
 * ```ts
 * expect(validateOptimizer(sgd)).toBe(sgd);
 * expect(validateOptimizer({ default: sgd })).toBe(sgd);
 * expect(() => validateOptimizer({ name: 'mine', init: () => ({}) }, 'mine.ts')).toThrow('update: expected a function, received undefined');
 * ```
 */
export function validateOptimizer(value: unknown, source = 'the value'): Optimizer {
  const candidate = unwrapDefault(value);
  const misunderstanding = misunderstood(candidate);
  if (misunderstanding !== undefined) {
    throw new ConfigurationError('INVALID_OPTIMIZER', `${source} is not an optimizer: ${misunderstanding}`, remedy);
  }
  const problems = shapeProblems(candidate as Record<string, unknown>);
  if (problems.length > 0) {
    throw new ConfigurationError('INVALID_OPTIMIZER', [`${source} is not an optimizer:`, ...problems].join('\n  - '));
  }
  return candidate as Optimizer;
}

/** The default export of a namespace; twice, because a transpiled module may wrap its namespace once more. */
function unwrapDefault(value: unknown): unknown {
  let inner = value;
  for (let depth = 0; depth < 2; depth++)
    if (isRecord(inner) && 'default' in inner && !('update' in inner)) inner = inner.default;
  return inner;
}

/** What somebody did who did not hand over an object with `init` or `update` at all. */
function misunderstood(value: unknown): string | undefined {
  if (value === undefined || value === null) return `it is ${value}; is the default export missing?`;
  if (isOfTensorFlow(value) || (typeof value === 'function' && isOfTensorFlow(value.prototype)))
    return 'it is an optimizer of TensorFlow.js: put tfjs: before the path of its module';
  if (typeof value === 'function') {
    return /^class\b/.test(Function.prototype.toString.call(value))
      ? `it is the class ${value.name}, which would have to be instantiated: export an object, for example new ${value.name}()`
      : `it is the function ${value.name || '(anonymous)'}: if it makes the optimizer, export what it returns`;
  }
  if (!isRecord(value)) return `it is ${describe(value)}`;
  if (typeof value.then === 'function') return 'it is a promise: export what it resolves to (export default await …)';
  if ('init' in value || 'update' in value) return undefined;
  const looksRight = Object.keys(value).find((key) => isRecord(value[key]) && 'update' in value[key]);
  if (looksRight !== undefined)
    return `it has no default export, but "${looksRight}" looks like one: export { ${looksRight} as default }`;
  return undefined;
}

function isOfTensorFlow(value: unknown): boolean {
  return isRecord(value) && typeof value.applyGradients === 'function';
}

function shapeProblems(optimizer: Record<string, unknown>): string[] {
  const problems: string[] = [];
  const expect = (holds: boolean, path: string, expected: string, received: unknown): void => {
    if (!holds) problems.push(`${path}: expected ${expected}, received ${describe(received)}`);
  };

  const { name, init, update, copyState, hyperparameters, contract } = optimizer;
  const { elementwise, microBatches, precision, selective, compiles, notes } = optimizer;
  expect(typeof name === 'string' && name.trim() !== '', 'name', 'a string that is not empty', name);
  for (const [key, method] of Object.entries({ init, update })) {
    const wrong = typeof method !== 'function' || isAsynchronous(method);
    expect(!wrong, key, 'a function', method);
    if (wrong && typeof method === 'function')
      problems.push(`${key}: must not be async: it changes its arguments in place and returns`);
  }
  if (typeof update !== 'function' && typeof optimizer.step === 'function')
    problems.push('step: is a function; did you mean "update"?');
  expect(copyState === undefined || typeof copyState === 'function', 'copyState', 'a function', copyState);
  expect(elementwise === undefined || typeof elementwise === 'boolean', 'elementwise', 'true or false', elementwise);
  const counts =
    microBatches === undefined ||
    (Number.isInteger(microBatches) && (microBatches as number) >= 1 && (microBatches as number) <= mostMicroBatches);
  expect(counts, 'microBatches', `a whole number from 1 to ${mostMicroBatches}`, microBatches);
  expect([undefined, 'float64', 'float32'].includes(precision as undefined), 'precision', "'float64' or 'float32'", precision);
  expect(selective === undefined || typeof selective === 'boolean', 'selective', 'true or false', selective);
  expect(compiles === undefined || typeof compiles === 'boolean', 'compiles', 'true or false', compiles);
  const sentences = notes === undefined || (Array.isArray(notes) && notes.every((note) => typeof note === 'string'));
  expect(sentences, 'notes', 'a list of sentences', notes);

  const values = isPlain(hyperparameters) ? hyperparameters : {};
  expect(hyperparameters === undefined || isPlain(hyperparameters), 'hyperparameters', 'an object of numbers', hyperparameters);
  for (const [key, number] of Object.entries(values)) {
    expect(typeof number === 'number' && !Number.isNaN(number), `hyperparameters.${key}`, 'a number', number);
    if (key === 'learningRate' || key === 'weightDecay')
      problems.push(`hyperparameters.${key}: update receives ${key} by itself; leave it out here`);
  }

  expect(contract === undefined || isPlain(contract), 'contract', 'an object', contract);
  if (isPlain(contract)) contractProblems(contract, Object.keys(values), problems, expect);
  return problems;
}

/** The keys of a contract, each with the words it may be; `undefined` where it is no word. */
const contractKeys: { readonly [Key in keyof Required<Contract>]: readonly string[] | undefined } = {
  symmetry: undefined,
  weightDecay: ['coupled', 'decoupled', 'independent', 'none'],
  momentum: ['rate-outside', 'rate-inside'],
  decayOrder: ['before', 'after', 'proximal'],
  decayExempt: undefined,
  decayMask: ['cautious'],
  decayOrigin: ['start'],
  epsilonPlace: ['outside', 'inside', 'limit', 'uncorrected'],
  rateReference: undefined,
  warmUp: undefined,
  commonFactor: undefined,
  random: undefined,
  roles: undefined,
  precisions: undefined,
  exempt: undefined,
};

const roles: readonly HyperparameterRole[] = [
  'momentum',
  'first-moment',
  'second-moment',
  'epsilon',
  'threshold',
  'reference-rate',
  'initial-value',
  'count',
  'switch',
  'other',
];

function contractProblems(
  contract: Record<string, unknown>,
  hyperparameters: readonly string[],
  problems: string[],
  expect: (holds: boolean, path: string, expected: string, received: unknown) => void,
): void {
  for (const key of Object.keys(contract)) {
    if (!Object.hasOwn(contractKeys, key))
      problems.push(`contract.${key}: unknown key; ${choice(key, Object.keys(contractKeys))}`);
  }
  for (const [key, words] of Object.entries(contractKeys)) {
    const word = contract[key];
    if (words === undefined || word === undefined || words.includes(word as string)) continue;
    const nearest = typeof word === 'string' ? nearestName(word, words) : undefined;
    const expected = `one of ${words.map((each) => `'${each}'`).join(', ')}`;
    problems.push(
      `contract.${key}: expected ${expected}, received ${describe(word)}${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`,
    );
  }

  const { symmetry, exempt } = contract;
  expect(symmetry === undefined || isPlain(symmetry), 'contract.symmetry', 'an object of exponents', symmetry);
  if (isPlain(symmetry)) {
    for (const [key, exponent] of Object.entries({ learningRate: undefined, weightDecay: undefined, ...symmetry })) {
      expect(Number.isFinite(exponent), `contract.symmetry.${key}`, 'an exponent (a finite number)', exponent);
      const known = ['learningRate', 'weightDecay', ...hyperparameters];
      if (!known.includes(key)) problems.push(`contract.symmetry.${key}: no hyperparameter is called so; ${choice(key, known)}`);
    }
  }
  claimProblems(contract, hyperparameters, problems, expect);
  expect(exempt === undefined || isPlain(exempt), 'contract.exempt', "an object { 'law-id': 'reason' }", exempt);
  for (const [law, reason] of Object.entries(isPlain(exempt) ? exempt : {})) {
    if (!/^[a-z]+(-[a-z]+)*$/.test(law)) problems.push(`contract.exempt: "${law}" is not the id of a law, such as 'first-step'`);
    expect(
      typeof reason === 'string' && reason.trim() !== '',
      `contract.exempt.${law}`,
      'the reason, a string that is not empty',
      reason,
    );
  }
}

/** Claims that are no single word. */
function claimProblems(
  { decayExempt, rateReference, warmUp, commonFactor, random, roles: given, precisions }: Record<string, unknown>,
  hyperparameters: readonly string[],
  problems: string[],
  expect: (holds: boolean, path: string, expected: string, received: unknown) => void,
): void {
  const names = Array.isArray(decayExempt) && decayExempt.every((name) => typeof name === 'string');
  const exemption = decayExempt === undefined || decayExempt === 'vectors' || names || typeof decayExempt === 'function';
  expect(exemption, 'contract.decayExempt', "'vectors', a list of names, or a function of name and shape", decayExempt);
  const isHyperparameter = (name: unknown): boolean => hyperparameters.includes(name as string);
  const reference = rateReference === undefined || isHyperparameter(rateReference);
  expect(reference, 'contract.rateReference', `the name of a hyperparameter (${hyperparameters.join(', ')})`, rateReference);
  const calls = warmUp === undefined || (Number.isInteger(warmUp) && (warmUp as number) >= 0);
  expect(calls, 'contract.warmUp', 'a whole number of calls from 0', warmUp);
  for (const [key, flag] of Object.entries({ commonFactor, random }))
    expect(flag === undefined || typeof flag === 'boolean', `contract.${key}`, 'true or false', flag);
  expect(given === undefined || isPlain(given), 'contract.roles', "an object { hyperparameter: 'role' }", given);
  for (const [name, role] of Object.entries(isPlain(given) ? given : {})) {
    if (!isHyperparameter(name))
      problems.push(`contract.roles.${name}: no hyperparameter is called so; ${choice(name, hyperparameters)}`);
    expect(roles.includes(role as HyperparameterRole), `contract.roles.${name}`, `one of ${roles.join(', ')}`, role);
  }
  const formats =
    precisions === undefined ||
    (Array.isArray(precisions) && precisions.length > 0 && precisions.every((each) => each === 'float64' || each === 'float32'));
  expect(formats, 'contract.precisions', "a list of 'float64' and 'float32' that is not empty", precisions);
}

function choice(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  return nearest === undefined ? `the choice is ${known.join(', ')}` : `did you mean "${nearest}"?`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function isAsynchronous(method: unknown): boolean {
  return (method as { constructor: { name: string } }).constructor.name.startsWith('Async');
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return isAsynchronous(value) ? 'an async function' : 'a function';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${String(value)}`;
}
