import { readFileSync, readdirSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { integer } from '../../../src/random/integer.ts';
import { stream } from '../../../src/random/stream.ts';
import { runCli, type Finished } from '../../cli/run-cli.ts';
import { runs } from '../../size.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const words = 'falsify --objective isotropic-noise?dimension=8 --steps 60000 --seed 2 --quiet --json --no-keep'.split(' ');
const campaign = (folder: string, more: string, settings: Parameters<typeof runCli>[1] = {}): Promise<Finished> =>
  runCli([...words, '--resume', folder, ...more.split(' ')], settings);
const journals = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const linesOf = (folder: string): number =>
  Object.entries(journals(folder)).reduce((sum, [name, text]) => sum + (name.endsWith('l') ? text.split('\n').length - 1 : 0), 0);

/** Kills a campaign, without any warning, as soon as its journals have so many lines; it may have ended before. */
async function killedAt(folder: string, lines: number, more: string): Promise<Finished> {
  const ended = new AbortController();
  return campaign(folder, more, {
    onStart(child) {
      child.on('exit', () => ended.abort());
      const look = async (): Promise<void> => {
        for await (const _ of watch(folder, { signal: ended.signal })) if (linesOf(folder) >= lines) child.kill('SIGKILL');
      };
      look().catch(() => {});
    },
  });
}

const whole = temporaryFolder();
/** What all others are compared with: nobody kills it. */
let expected: Finished;
beforeAll(async () => {
  expected = await campaign(whole, '--islands 2 --workers 1');
});

test(
  'a campaign that is killed and gone on with has the journals and the report of one that was not',
  { timeout: 3_600_000 },
  async () => {
    const all = linesOf(whole);
    const source = stream('moments of a kill');
    let killed = 0;
    for (let moment = 0; moment < runs(2, 20); moment++) {
      const folder = temporaryFolder();
      const first = await killedAt(folder, 1 + integer(source, all - 1), '--islands 2 --workers 2');
      killed += Number(first.code === null);
      // A second time, further on: what is gone on with can be killed as well.
      await killedAt(folder, linesOf(folder) + 1 + integer(source, all), '--workers 1');
      const last = await campaign(folder, '--workers 2');
      expect(last.stdout).toBe(expected.stdout);
      expect(last.code).toBe(expected.code);
      expect(journals(folder)).toEqual(journals(whole));
    }
    // Whoever was too late to kill anything has shown nothing.
    expect(killed).toBeGreaterThan(0);
  },
);

test('two shards merged are the single run, bit for bit', { timeout: 3_600_000 }, async () => {
  const shards = [0, 1].map(() => temporaryFolder());
  for (const [i, folder] of shards.entries()) await campaign(folder, `--islands 2 --workers 1 --shard ${i}/2`);
  const merged = await runCli(['merge', ...shards, '--json', '--quiet']);
  expect(merged.stdout).toBe(expected.stdout);
});
