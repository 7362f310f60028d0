// An instruction of a program is a function index, the number of bytes that follow, and operands of 8 bytes each.

/** Number of the present replica and step, as the streams of random numbers count them. */
let replica: u32 = 0;
let step: u32 = 0;
/** Row of the present step in the table of numbers that an update rule needs. */
let rates: usize = 0;
/** Where the present step's summary goes. */
let summary: usize = 0;

/** Moves to a replica and step. */
export function moveTo(replicaNumber: u32, stepNumber: u32, ratesAt: usize, summaryAt: usize): void {
  replica = replicaNumber;
  step = stepNumber;
  rates = ratesAt;
  summary = summaryAt;
}

/** Operand i as an address; that of the present replica, where every replica has its own. */
export function address(operands: usize, i: i32): usize {
  return load<u32>(operands + ((<usize>i) << 3));
}

/** Operand i as an integer. */
export function integer(operands: usize, i: i32): i32 {
  return load<i32>(operands + ((<usize>i) << 3));
}

/** Operand i as a float64. */
export function real(operands: usize, i: i32): f64 {
  return load<f64>(operands + ((<usize>i) << 3));
}

export function replicaNumber(): u32 {
  return replica;
}

export function stepNumber(): u32 {
  return step;
}

/** The i-th number that the update rule needs at this step. */
export function rate(i: i32): f64 {
  return load<f64>(rates + ((<usize>i) << 3));
}

/** Writes the i-th number of this step's summary. */
export function summarise(i: i32, value: f64): void {
  store<f64>(summary + ((<usize>i) << 3), value);
}
