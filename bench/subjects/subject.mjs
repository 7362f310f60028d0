/**
 * @typedef {object} Running
 * @property {(seconds: number) => Promise<number>} rate runs for about so long and returns replica-steps a second
 * @property {() => Promise<void> | void} stop
 *
 * @typedef {object} Subject
 * @property {string} name
 * @property {() => Promise<Running>} start throws where it is not installed
 */

/**
 * Makes `rate` of a function that runs a number of steps of all replicas: the number is doubled until it lasts long enough.
 *
 * @param {number} replicas
 * @param {(steps: number) => Promise<void> | void} run
 * @param {number} leastSteps so many that what a run does once, such as drawing the initial weights, does not count
 */
export function timed(replicas, run, leastSteps = 1) {
  let steps = leastSteps;
  return async (seconds) => {
    for (;;) {
      const start = process.hrtime.bigint();
      await run(steps);
      const elapsed = Number(process.hrtime.bigint() - start) / 1e9;
      if (elapsed >= seconds / 2) return (replicas * steps) / elapsed;
      steps = Math.ceil(steps * Math.min(8, Math.max(1.5, seconds / elapsed)));
    }
  };
}

/** Makes `rate` of a function that runs a number of steps of all replicas: runs of just so many steps, from their beginning. */
export function repeated(replicas, run, steps) {
  return async (seconds) => {
    let runs = 0;
    let elapsed = 0;
    const start = process.hrtime.bigint();
    while (elapsed < seconds) {
      await run(steps);
      runs += 1;
      elapsed = Number(process.hrtime.bigint() - start) / 1e9;
    }
    return (replicas * steps * runs) / elapsed;
  };
}

/** The experiment of all subjects: digits-mlp 64-32-32-10, batch normalisation, batch 32, SGD, float32, nothing recorded. */
export const settings = { learningRate: 0.1, weightDecay: 0.01, batch: 32 };
