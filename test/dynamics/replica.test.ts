import { describe, expect, test } from 'vitest';
import { OptimizerRun } from '../../src/dynamics/optimizer-run.ts';
import { defaultStreams, Replica, type ReplicaOptions } from '../../src/dynamics/replica.ts';
import { objective } from '../../src/objectives/reference.ts';
import { accumulateGradients } from '../../src/optimizers/accumulate-gradients.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { stream } from '../../src/random/stream.ts';

const digits = objective('digits-mlp?widths=4&batch=4');
const options: ReplicaOptions = { objective: digits, optimizer: adamw, precision: 'float64', initScale: 1, seed: 7 };

const numbers = ({ parameters }: Replica): number[][] => parameters.map(({ data }) => [...data]);
const train = (replica: Replica, steps: number): number[][] => {
  for (let step = 1; step <= steps; step++) replica.advance(0.1 / step, 0.01);
  return numbers(replica);
};

test('the same options give the same bits, with scratch memory of its own or shared in turn', () => {
  const instance = digits.instantiate('float64');
  const expected = train(new Replica(options), 5);
  expect(train(new Replica(options), 5)).toEqual(expected);
  const [first, second] = [new Replica({ ...options, instance }), new Replica({ ...options, instance, replica: 1 })];
  for (let step = 1; step <= 5; step++) [first, second].forEach((replica) => replica.advance(0.1 / step, 0.01));
  expect(numbers(first)).toEqual(expected);
  expect(numbers(second)).toEqual(train(new Replica({ ...options, replica: 1 }), 5));
});

test('the t-th gradient draws from the data stream at (replica, t), whatever was drawn before', () => {
  const replica = new Replica({ ...options, replica: 3 });
  replica.advance(0.1, 0.01);
  replica.advance(0.1, 0.01);
  const weights = replica.parameters.map(({ data, shape }) => ({ data: data.slice(), shape }));
  replica.differentiate();
  const gradients = weights.map(({ data, shape }) => ({ data: new Float64Array(data.length), shape }));
  const loss = digits.instantiate('float64').gradient(weights, gradients, stream(7, 'data').seek(3, 3));
  expect(replica.loss).toBe(loss);
  expect(replica.gradients).toEqual(gradients);
});

describe('streams', () => {
  const loss = (changed: Partial<ReplicaOptions>): number => {
    const replica = new Replica({ ...options, ...changed });
    replica.differentiate();
    return replica.loss;
  };
  const start = (changed: Partial<ReplicaOptions>): number[][] => numbers(new Replica({ ...options, ...changed }));

  test('initialisation and data are separate: changing one leaves the other alone', () => {
    const otherData = { streams: { ...defaultStreams, data: 'other' } };
    const otherStart = { streams: { ...defaultStreams, initialisation: 'other' } };
    expect(start(otherData)).toEqual(start({}));
    expect(loss(otherData)).not.toBe(loss({}));
    expect(start(otherStart)).not.toEqual(start({}));
    // The same data: at the same weights the gradients are the same.
    const replicas = [{}, otherStart].map((changed) => new Replica({ ...options, ...changed }));
    replicas[1].parameters.forEach(({ data }, i) => data.set(replicas[0].parameters[i].data));
    replicas.forEach((replica) => replica.differentiate());
    expect(replicas[1].gradients).toEqual(replicas[0].gradients);
  });

  test.each<[string, Partial<ReplicaOptions>]>([
    ['seed', { seed: 8 }],
    ['replica', { replica: 1 }],
  ])('another %s starts elsewhere and sees other data', (_, changed) => {
    expect(start(changed)).not.toEqual(start({}));
    expect(loss(changed)).not.toBe(loss({}));
  });
});

test('the init scale multiplies the standard initialisation, the precision rounds it', () => {
  const standard = numbers(new Replica(options));
  expect(numbers(new Replica({ ...options, initScale: 4 }))).toEqual(standard.map((w) => w.map((x) => 4 * x)));
  const single = new Replica({ ...options, precision: 'float32' });
  expect(single.parameters.every(({ data }) => data instanceof Float32Array)).toBe(true);
  expect(single.gradients.every(({ data }) => data instanceof Float32Array)).toBe(true);
});

test('a step is an update on the gradient of its own weights', () => {
  const replica = new Replica({ ...options, optimizer: sgd });
  replica.advance(0.25, 0.5);
  const byHand = new Replica({ ...options, optimizer: sgd });
  byHand.differentiate();
  const run = new OptimizerRun(sgd, byHand.parameters);
  run.step(byHand.gradients, 0.25, 0.5);
  expect(numbers(replica)).toEqual(run.parameters.map(({ data }) => [...data]));
});

test('an optimizer that accumulates n micro-batches gets n gradients a step, at the same weights', () => {
  const replica = new Replica({ ...options, optimizer: accumulateGradients(sgd, 2) });
  const before = numbers(replica);
  const single = new Replica({ ...options, optimizer: sgd });
  const gradients = [0, 1].map(() => {
    single.differentiate();
    return single.gradients.map(({ data }) => [...data]);
  });
  replica.advance(0.25, 0);
  expect(replica.run.calls).toBe(2);
  replica.parameters.forEach(({ data }, i) =>
    data.forEach((w, j) => expect(w).toBeCloseTo(before[i][j] - 0.125 * (gradients[0][i][j] + gradients[1][i][j]), 14)),
  );
});
