import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { inOneInterpreter } from './one-interpreter.ts';
import { canRun, versionOf } from './python-libraries.ts';

const file = fileURLToPath(new URL('../../../fixtures/python/torch_saved_object.py', import.meta.url));
const notesOf = (name: string): readonly string[] =>
  (inOneInterpreter('torch', 'file_subject.py', [file, name], name).notes ?? []).filter((note) => note.includes('torch.load()'));

const [major, minor] = versionOf('torch');

describe.runIf(canRun('torch'))('a checkpoint of PyTorch', () => {
  // Before 2.6 torch.load() reads whatever it is given.
  test.runIf(major > 2 || (major === 2 && minor >= 6))(
    'that holds objects, which torch.load() does not read by default since 2.6, is noted',
    () => {
      expect(notesOf('CountsInObject')).toEqual([
        expect.stringContaining('Count: torch.load() reads a file of it with weights_only=False'),
      ]);
    },
  );

  test('of numbers and tensors is not', () => {
    expect(notesOf('CountsInNumber')).toEqual([]);
  });
});
