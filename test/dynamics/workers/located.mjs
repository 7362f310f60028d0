import { writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

// What is not built in, as a user would write it: workers find it here by name. Some of it misbehaves on purpose.

/** Sign descent without decay. */
export const climber = {
  name: 'climber',
  init: () => ({}),
  update({ parameters, gradients, learningRate }) {
    parameters.forEach(({ data: w }, i) => {
      for (let j = 0; j < w.length; j++) w[j] -= learningRate * Math.sign(gradients[i].data[j]);
    });
  },
};

const fails = (name, fail) => ({ name, init: () => ({}), update: fail });

export const thrower = fails('thrower', () => {
  throw new RangeError('the step is too long', { cause: new TypeError('its cause') });
});

/** Ends its worker, thread or process, at every step. */
export const quitter = fails('quitter', () => process.exit(7));

/** Never returns. */
export const sleeper = fails('sleeper', () => {
  for (;;);
});

/** Largest weight after the step. */
export const largest = {
  name: 'largest',
  description: 'largest weight',
  measure: ({ after }) => Math.max(...after.map(({ data }) => Math.max(...data))),
};

/** 1 in a worker thread or a child process, 0 in the main one. */
export const elsewhere = {
  name: 'elsewhere',
  description: 'whether a worker computes',
  measure: () => (parentPort !== null || process.send !== undefined ? 1 : 0),
};

/** Ends the first worker that measures it, in the way that the file's name says. */
export const fatalOnce = {
  name: 'fatal-once',
  description: '1',
  measure() {
    try {
      writeFileSync(process.env.FATAL_ONCE, '', { flag: 'wx' });
    } catch {
      return 1;
    }
    if (process.env.FATAL_ONCE.endsWith('killed')) process.kill(process.pid, 'SIGKILL');
    process.exit(1);
  },
};

export const processNumber = { name: 'process', description: 'number of the process', measure: () => process.pid };
