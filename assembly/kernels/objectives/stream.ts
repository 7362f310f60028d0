import { integer, replicaNumber, stepNumber } from '../../instruction';
import { seek } from '../../random';

/** Moves to the random numbers of this replica and step. Operands: the two words of the stream's key. */
export function seekStream(operands: usize): void {
  seek(integer(operands, 0), integer(operands, 1), replicaNumber(), stepNumber());
}
