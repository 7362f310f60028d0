import { isTensor, isVariable, type TensorFlow, type TfTensor } from './tensorflow.ts';

/** What a field of an optimizer holds, as plain data. */
export type Saved =
  | { readonly kind: 'value'; readonly value: unknown }
  | {
      readonly kind: 'tensor';
      readonly data: Float32Array | Int32Array | Uint8Array;
      readonly shape: number[];
      readonly dtype: string;
    }
  | { readonly kind: 'variable'; readonly of: Saved; readonly name: string; readonly trainable: boolean }
  | { readonly kind: 'list'; readonly items: readonly Saved[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Saved, Saved])[] }
  | { readonly kind: 'set'; readonly items: readonly Saved[] }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [string, Saved])[] }
  /** Functions and whatever else cannot change: left as it is. */
  | { readonly kind: 'kept' };

/**
 * Copies the fields of an optimizer, with the numbers of its tensors, as plain data.
 *
 * What lies in private `#fields` or in closures cannot be seen from outside and is not copied.
 */
export function saveFields(optimizer: object): Saved {
  return save(optimizer, new Set());
}

/** Puts the fields back, in new tensors. Earlier tensors are not disposed of: see `disposeFields`. */
export function restoreFields(optimizer: object, saved: Saved, tf: TensorFlow): void {
  restore(saved, optimizer, tf);
}

/** Disposes of every tensor that the fields of an optimizer hold. */
export function disposeFields(optimizer: object): void {
  for (const tensor of tensorsOf(optimizer, new Set())) if (!tensor.isDisposed) tensor.dispose();
}

function save(value: unknown, seen: Set<object>): Saved {
  if (typeof value === 'function') return { kind: 'kept' };
  if (typeof value !== 'object' || value === null) return { kind: 'value', value };
  if (isTensor(value)) {
    const tensor: Saved = { kind: 'tensor', data: value.dataSync().slice(), shape: value.shape.slice(), dtype: value.dtype };
    return isVariable(value) ? { kind: 'variable', of: tensor, name: value.name, trainable: value.trainable } : tensor;
  }
  if (ArrayBuffer.isView(value) || value instanceof Date) return { kind: 'value', value: structuredClone(value) };
  if (seen.has(value)) return { kind: 'kept' };
  seen.add(value);
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => save(item, seen)) };
  if (value instanceof Map)
    return { kind: 'map', entries: Array.from(value, ([key, item]) => [save(key, seen), save(item, seen)] as const) };
  if (value instanceof Set) return { kind: 'set', items: Array.from(value, (item) => save(item, seen)) };
  return { kind: 'object', fields: Object.entries(value).map(([name, item]) => [name, save(item, seen)] as const) };
}

/** The value that was saved; `present` is what is there now, whose class and functions are kept. */
function restore(saved: Saved, present: unknown, tf: TensorFlow): unknown {
  switch (saved.kind) {
    case 'value':
      return ArrayBuffer.isView(saved.value) ? structuredClone(saved.value) : saved.value;
    case 'kept':
      return present;
    case 'tensor':
      // The data may be taken over by the tensor, and what is saved must not change.
      return tf.tensor(saved.data.slice(), saved.shape, saved.dtype);
    case 'variable': {
      const initial = restore(saved.of, undefined, tf) as TfTensor;
      const variable = tf.variable(initial, saved.trainable, saved.name);
      initial.dispose();
      return variable;
    }
    case 'list':
      return saved.items.map((item, i) => restore(item, Array.isArray(present) ? present[i] : undefined, tf));
    case 'map':
      return new Map(saved.entries.map(([key, item]) => [restore(key, undefined, tf), restore(item, undefined, tf)]));
    case 'set':
      return new Set(saved.items.map((item) => restore(item, undefined, tf)));
    case 'object': {
      const target = (typeof present === 'object' && present !== null ? present : {}) as Record<string, unknown>;
      const names = new Set(saved.fields.map(([name]) => name));
      for (const name of Object.keys(target)) if (!names.has(name)) delete target[name];
      for (const [name, item] of saved.fields) target[name] = restore(item, target[name], tf);
      return target;
    }
  }
}

function* tensorsOf(value: unknown, seen: Set<unknown>): Generator<TfTensor> {
  if (typeof value !== 'object' || value === null || seen.has(value) || ArrayBuffer.isView(value)) return;
  seen.add(value);
  if (isTensor(value)) yield value;
  else if (value instanceof Map) for (const pair of value) yield* tensorsOf(pair, seen);
  else if (value instanceof Set) for (const item of value) yield* tensorsOf(item, seen);
  else for (const item of Object.values(value)) yield* tensorsOf(item, seen);
}
