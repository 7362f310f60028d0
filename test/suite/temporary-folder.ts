import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];
// Here and not in the function, because a hook that is set in a test never runs.
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files, which is removed after the tests of the calling file. */
export function temporaryFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'intrinsic-lr-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Source of a module with a correct SGD that does something else first in its update. */
export function sgdModule(name: string, inUpdate = ''): string {
  return `
    export default {
      name: '${name}',
      init() { return {}; },
      update({ parameters, gradients, learningRate, weightDecay, step, state }) {
        ${inUpdate}
        parameters.forEach(({ data: w }, i) => {
          const g = gradients[i].data;
          for (let j = 0; j < w.length; j++) w[j] -= learningRate * (g[j] + weightDecay * w[j]);
        });
      },
    };`;
}
