/** Whether a note is about a design that nobody claimed: those count under `--strict`, and remarks on a run do not. */
export function isUnclaimedDesign({ cause }: { readonly cause: string }): boolean {
  return cause !== 'remark';
}
