import { describe, expect, test } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { sgdModule, temporaryFolder } from '../suite/temporary-folder.ts';
import { timeout } from '../size.ts';

const folder = temporaryFolder({
  // The end of a process with a code of its own, past everything that listens to its end.
  'leaves.mjs': sgdModule('leaves', 'if (step === 2) process.reallyExit(0);'),
  'hangs.mjs': sgdModule('hangs', 'if (step === 2) for (;;);'),
  'sees.mjs': sgdModule('sees', 'if (process.env.SECRET !== undefined) learningRate = 0;'),
  'right.mjs': sgdModule('right'),
});
const compare = (words: readonly string[]): ReturnType<typeof runCli> =>
  runCli(['check', ...words, '--quiet'], { directory: folder, env: { SECRET: 'x' } });

describe('the code of neither side of a comparison can decide it', () => {
  test.each([
    ['./leaves.mjs', 'builtin:sgd', 'SUBJECT_EXITED'],
    ['builtin:sgd', './leaves.mjs', 'SUBJECT_EXITED'],
    ['./hangs.mjs', 'builtin:sgd', 'SUBJECT_HANGS'],
  ])(
    '%s --like %s',
    async (subject, other, told) => {
      const { code, stderr } = await compare([subject, '--like', other, '--time-limit', '2']);
      expect(stderr).toContain(told);
      expect(code).toBe(3);
    },
    timeout,
  );

  test('by its environment, but for what --env names', { timeout }, async () => {
    expect(await compare(['./sees.mjs', '--like', './right.mjs'])).toMatchObject({ code: 0 });
    expect(await compare(['./sees.mjs', '--like', './right.mjs', '--env', 'SECRET'])).toMatchObject({ code: 1 });
  });
});
