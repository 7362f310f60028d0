import type { Remark } from '../../optimizers/optimizer.ts';

/** What an adapter says that it saw, from the body of its answer; what is no remark is left out, and of a bare sentence no cause is known. */
export function readRemarks(body: Uint8Array): readonly Remark[] {
  const { remarks } = JSON.parse(new TextDecoder().decode(body)) as { readonly remarks?: unknown };
  return Array.isArray(remarks) ? remarks.flatMap(asRemark) : [];
}

function asRemark(value: unknown): Remark[] {
  if (typeof value === 'string') return [{ cause: 'unexplained', sentence: value }];
  const { cause = 'unexplained', sentence, always } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof cause !== 'string' || typeof sentence !== 'string') return [];
  return [{ cause, sentence, ...(always === true && { always }) }];
}
