import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * A library of Python, in a process that answers "so many seconds" with replica-steps a second.
 *
 * @param cores how many it may use; default: all
 * @returns {import('./subject.mjs').Subject}
 */
export function pythonSubject(library, name, replicas, cores = 0) {
  return {
    name,
    start: () =>
      new Promise((resolve, reject) => {
        const script = fileURLToPath(new URL('./network.py', import.meta.url));
        const child = spawn(process.env.BENCH_PYTHON ?? 'python3', [script, library, String(replicas), String(cores)], {
          stdio: ['pipe', 'pipe', 'pipe'],
        });
        let complaint = '';
        child.stderr.on('data', (text) => (complaint += text));
        const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
        child.once('error', reject);
        const ended = () => new Error(complaint.trim().split('\n').at(-1) || 'the process ended');
        const answer = async () => {
          const { value, done } = await lines.next();
          if (done) throw ended();
          return Number(value);
        };
        answer().then(
          () =>
            resolve({
              rate: (seconds) => {
                child.stdin.write(`${seconds}\n`);
                return answer();
              },
              stop: () => void child.stdin.end(),
            }),
          reject,
        );
      }),
  };
}
