/** Children that one thread may have at once. */
const places = 64;

/** Ids of the processes that this thread has started and not seen end. */
let register: Int32Array<ArrayBufferLike> = new Int32Array(places);

/** Memory in which another thread can read which processes a thread has, whatever became of that thread. */
export function createChildRegister(): SharedArrayBuffer {
  return new SharedArrayBuffer(places * Int32Array.BYTES_PER_ELEMENT);
}

/** Notes this thread's children where another thread sees them. */
export function registerChildrenIn(memory: SharedArrayBuffer): void {
  register = new Int32Array(memory);
}

/** Notes that a process has been started. */
export function noteStart(identity: number): void {
  const free = register.indexOf(0);
  if (free >= 0) Atomics.store(register, free, identity);
}

/** Notes that a process has ended and been waited for, so that its number may come to mean another one. */
export function noteEnd(identity: number): void {
  const place = register.indexOf(identity);
  if (place >= 0) Atomics.store(register, place, 0);
}

/** The processes that are noted. */
export function registeredChildren(memory: SharedArrayBuffer): number[] {
  return Array.from(new Int32Array(memory)).filter((identity) => identity !== 0);
}
