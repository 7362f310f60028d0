/** What tells a process of a subject from others that a thread has: how it was started, and where. */
export function childKey({ command, directory }: { readonly command: readonly string[]; readonly directory: string }): string {
  return JSON.stringify([command, directory]);
}
