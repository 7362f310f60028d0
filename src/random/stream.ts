/**
 * A seekable source of random numbers: (seed, purpose) select the stream, `seek(replica, step)` a position in it, so that any
 * number is a pure function of (seed, purpose, replica, step, index) and never of what was drawn before.
 */
export interface Stream {
  /** Moves to the beginning of the block that belongs to this replica and step, and returns the stream itself. */
  seek(replica: number, step: number): this;
  /** An integer, uniform on 0 … 2³² − 1. */
  uint32(): number;
  /** A float64, uniform on the multiples of 2⁻⁵³ in [0, 1). */
  uniform(): number;
}
