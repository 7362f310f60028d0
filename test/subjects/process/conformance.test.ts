import { describe, expect, test } from 'vitest';
import { checkConformance } from '../../../src/subjects/process/conformance.ts';
import { pythonProgram } from '../../../src/subjects/process/python.ts';
import { runCli } from '../../cli/run-cli.ts';
import { canRun } from './python-libraries.ts';

const problems = (command: string[]): string[] =>
  checkConformance(command, { timeLimit: 5 }).findings.flatMap(({ requirement, problem }) =>
    problem === undefined ? [] : [`${requirement}: ${problem}`],
  );
const heavyBall = [process.execPath, 'fixtures/protocol/heavy-ball.mjs'];

describe('the conformance kit', () => {
  test('passes a program without dependencies', () => {
    const report = checkConformance(heavyBall);
    expect(report.description?.name).toBe('heavy-ball');
    expect(report.findings.length).toBeGreaterThan(12);
    expect(problems(heavyBall)).toEqual([]);
  });

  test('sees a copy that shares its state', () => {
    expect(problems([...heavyBall, '--fault', 'shares'])).toEqual([expect.stringMatching(/^copies an instance/)]);
  });

  test('passes a program that does no more than it must, and does not ask it to go on by itself', () => {
    const plain = [...heavyBall, '--plain'];
    expect(problems(plain)).toEqual([]);
    const asks = (command: string[]): boolean =>
      checkConformance(command).findings.some(({ requirement }) => requirement.includes('goes on from where it is'));
    expect([asks(plain), asks(heavyBall)]).toEqual([false, true]);
  });

  test('sees a program that goes on from where it was before', () => {
    expect(problems([...heavyBall, '--fault', 'forgets'])).toEqual([expect.stringMatching(/^goes on from where it is/)]);
  });

  test.each(['short', 'dies', 'prints', 'throws', 'echoes'])('sees a program that %s', (fault) => {
    expect(problems([...heavyBall, '--fault', fault])).not.toEqual([]);
  });

  test('is a command that exits with 0 or 1', async () => {
    const good = await runCli(['conformance', '--', ...heavyBall]);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toContain('it speaks the protocol');
    const bad = await runCli(['conformance', '--json', '--', ...heavyBall, '--fault', 'shares']);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({ conforms: false });
  });
});

describe('adapters in Python speak the protocol', () => {
  test.runIf(canRun('torch'))('PyTorch', () =>
    expect(problems([pythonProgram(), 'adapters/python/torch_subject.py', 'AdamW', 'betas=0.9,0.95'])).toEqual([]),
  );
  test.runIf(canRun('jax', 'optax'))('optax', () =>
    expect(problems([pythonProgram(), 'adapters/python/optax_subject.py', 'adamw'])).toEqual([]),
  );
  test.runIf(canRun('numpy'))('Python files', () =>
    expect(problems([pythonProgram(), 'adapters/python/file_subject.py', 'fixtures/python/numpy_adamw.py', ''])).toEqual([]),
  );
});
