import { exp, log } from './elementary';
import { positiveStable } from './host';

// The generator and the samplers of src/random, operation by operation: the same numbers as there.

let key0: u32 = 0;
let key1: u32 = 0;
let replica: u32 = 0;
let step: u32 = 0;
let block: u32 = 0;
/** Index of the next unused word; 4: the next block has to be computed. */
let next: i32 = 4;
const words = memory.data(16);

/** Moves to the beginning of the block of a stream that belongs to a replica and step. */
export function seek(k0: u32, k1: u32, replicaNumber: u32, stepNumber: u32): void {
  key0 = k0;
  key1 = k1;
  replica = replicaNumber;
  step = stepNumber;
  block = 0;
  next = 4;
}

/** Philox-4x32-10 of (block, step, replica, 0). */
function refill(): void {
  let c0 = block;
  let c1 = step;
  let c2 = replica;
  let c3: u32 = 0;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const product0 = <u64>c0 * 0xd2511f53;
    const product1 = <u64>c2 * 0xcd9e8d57;
    c0 = (<u32>(product1 >> 32)) ^ c1 ^ k0;
    c1 = <u32>product1;
    c2 = (<u32>(product0 >> 32)) ^ c3 ^ k1;
    c3 = <u32>product0;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  store<u32>(words, c0);
  store<u32>(words, c1, 4);
  store<u32>(words, c2, 8);
  store<u32>(words, c3, 12);
  block++;
  next = 0;
}

function uint32(): u32 {
  if (next == 4) refill();
  const word = load<u32>(words + ((<usize>next) << 2));
  next++;
  return word;
}

function uniform(): f64 {
  const high = uint32() >>> 5;
  const low = uint32() >>> 6;
  return (<f64>high * 67108864 + <f64>low) * 1.1102230246251565e-16;
}

/** Uniform on 0 … n − 1. */
export function integer(n: u32): u32 {
  let product = <u64>uint32() * n;
  if (<u32>product < n) {
    const excess = <u32>(<u64>4294967296 % n);
    while (<u32>product < excess) product = <u64>uint32() * n;
  }
  return <u32>(product >> 32);
}

const TAIL: f64 = 3.654152885361009;
const AREA: f64 = 0.004928673233974655;
const edges = memory.data(257 * 8, 8);
const heights = memory.data(257 * 8, 8);
let tablesReady = false;

function height(x: f64): f64 {
  return exp(-0.5 * x * x);
}

function fillTables(): void {
  store<f64>(edges, AREA / height(TAIL));
  store<f64>(edges, TAIL, 8);
  store<f64>(heights, height(TAIL), 8);
  for (let i = 2; i < 256; i++) {
    const below = (i - 1) << 3;
    const higher = load<f64>(heights + below) + AREA / load<f64>(edges + below);
    store<f64>(heights + (i << 3), higher);
    store<f64>(edges + (i << 3), sqrt<f64>(-2 * log(higher)));
  }
  store<f64>(heights, 1, 256 * 8);
  tablesReady = true;
}

function openUniform(): f64 {
  let u = uniform();
  while (u == 0) u = uniform();
  return u;
}

function exponential(): f64 {
  return -log(openUniform());
}

/** A number of the stable law with this index, below 1, and skewness 1. */
export function oneSidedStable(index: f64): f64 {
  const first = openUniform();
  return positiveStable(first, openUniform(), index);
}

function tail(): f64 {
  while (true) {
    const x = exponential() / TAIL;
    if (2 * exponential() >= x * x) return TAIL + x;
  }
}

/** A standard normal number. */
export function normal(): f64 {
  if (!tablesReady) fillTables();
  while (true) {
    const word = uint32();
    const layer = (word & 255) << 3;
    const sign: f64 = (word & 256) == 0 ? 1 : -1;
    const abscissa = <f64>(word >>> 11) * 4294967296 + <f64>uint32();
    const x = abscissa * (load<f64>(edges + layer) * 1.1102230246251565e-16);
    if (x < load<f64>(edges + layer, 8)) return sign * x;
    if (layer == 0) return sign * tail();
    const low = load<f64>(heights + layer);
    const y = low + uniform() * (load<f64>(heights + layer, 8) - low);
    if (y < height(x)) return sign * x;
  }
}
