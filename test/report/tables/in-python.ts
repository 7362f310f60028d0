import { spawnSync } from 'node:child_process';

/** Whether Python has a module. */
export function pythonHas(module: string): boolean {
  return inPython(`import ${module}`).status === 0;
}

/** Runs a program in the Python that runs subjects. */
export function inPython(text: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.env.INTRINSIC_LR_PYTHON || 'python3', ['-c', text], { encoding: 'utf8' });
}
