import { size, type Tensor } from '../../arithmetic/tensor.ts';
import { SubjectError, type SubjectCall } from '../subject-error.ts';
import { entriesAt } from './entries-at.ts';
import { aligned } from './frame.ts';

/** Bytes that tensors take in a frame, each filled up to a multiple of 8. */
export function tensorBytes(tensors: readonly Tensor[]): number {
  return tensors.reduce((bytes, { data }) => bytes + aligned(data.byteLength), 0);
}

/** Writes tensors one after the other and returns where the next one would begin. Node runs on little-endian machines only. */
export function writeTensors(bytes: Uint8Array, start: number, tensors: readonly Tensor[]): number {
  let offset = start;
  for (const { data } of tensors) {
    const entries = entriesAt(data.BYTES_PER_ELEMENT, bytes, offset, data.length);
    if (entries === undefined) bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    else entries.set(data);
    offset += aligned(data.byteLength);
  }
  return offset;
}

/** Takes parameters from an answer, and gradients where the optimizer has changed those that it was given; returns whether it has. */
export function readAnswer(
  body: Uint8Array,
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  label: string,
  call: SubjectCall,
): boolean {
  const length = tensorBytes(parameters);
  const both = body.length === 2 * length;
  readTensors(both ? body.subarray(0, length) : body, parameters, label, call);
  if (both) readTensors(body.subarray(length), gradients, label, call);
  return both;
}

/** Fills tensors from the body of an answer. */
export function readTensors(body: Uint8Array, tensors: readonly Tensor[], label: string, call: SubjectCall): void {
  if (body.length !== tensorBytes(tensors)) {
    const entries = tensors.reduce((sum, { shape }) => sum + size(shape), 0);
    const message = `${label} answers update with ${body.length} bytes, expected ${tensorBytes(tensors)} for ${entries} entries`;
    throw new SubjectError('SUBJECT_PROTOCOL', message, call);
  }
  let offset = 0;
  for (const { data } of tensors) {
    const entries = entriesAt(data.BYTES_PER_ELEMENT, body, offset, data.length);
    if (entries === undefined)
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(body.subarray(offset, offset + data.byteLength));
    else data.set(entries);
    offset += aligned(data.byteLength);
  }
}
