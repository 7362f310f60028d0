import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { lateFlag } from '../../../src/subjects/process/compile-late.ts';

const built = new URL('../../../dist/subjects/process/compile-late.js', import.meta.url).href;

/** Calls of a function, in a process of its own, until V8 has compiled it for speed. */
function callsUntilCompiled(before: string): number {
  const optimised = 2 ** 4;
  const program = `
    ${before}
    const sum = new Function('data', 'let s = 0; for (let i = 0; i < data.length; i++) s += data[i] * data[i]; return s;');
    const data = Float64Array.from({ length: 64 }, (_, i) => i);
    const isCompiled = new Function('f', 'return (%GetOptimizationStatus(f) & ${optimised}) !== 0;');
    let calls = 0;
    while (!isCompiled(sum) && calls < 1e6) { sum(data); calls++; }
    console.log(calls);`;
  const flags = ['--allow-natives-syntax', '--no-maglev', '--no-concurrent-recompilation', '--no-use-osr'];
  return Number(execFileSync(process.execPath, [...flags, '--input-type=module', '-e', program], { encoding: 'utf8' }));
}

test.runIf(process.versions.v8.startsWith('11.'))(
  'functions are compiled for speed about four times as late, and are compiled',
  () => {
    const usual = callsUntilCompiled('');
    const late = callsUntilCompiled(`import { compileLate } from ${JSON.stringify(built)}; compileLate();`);
    expect(late).toBeGreaterThan(2 * usual);
    expect(late).toBeLessThan(8 * usual);
  },
);

test('V8 is told what it knows, and one that is not known nothing', () => {
  // Of Node 20, 22 and 24, and of what comes.
  expect(['11.3.244.8-node.33', '12.4.254.21-node.33', '13.6.233.17-node.28', '14.1.0'].map(lateFlag)).toEqual([
    '--interrupt-budget=270336',
    undefined,
    undefined,
    undefined,
  ]);
  const program = `import { compileLate } from ${JSON.stringify(built)}; compileLate();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stdout + stderr).toBe('');
});
