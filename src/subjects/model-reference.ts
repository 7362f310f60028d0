/** Whether a reference of an objective names a file, and not a built-in objective. */
export function isModelReference(reference: string): boolean {
  return /\.[mc]?[jt]s$/.test(reference);
}
