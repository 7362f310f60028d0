/**
 * Measures what the tests of src/statistics/ promise: how often they raise false alarms under their null hypotheses, and how soon
 * they find planted effects.
 *
 *     npm run calibrate -- [--runs 10000] [--seed 1] [--json] [--output docs/calibration.md]
 *
 * Every number is a function of seed and runs; 10 000 runs take some five minutes. The report goes to stdout, progress to stderr; exits
 * with 1 when a promise is broken, that is, when the 95 % lower bound of a false-alarm rate exceeds its nominal rate.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { numberOption } from '../number-option.ts';
import { brokenPromises, calibrate } from './calibrate.ts';
import { calibrationPage } from './calibration-page.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    output: { type: 'string' },
  },
});
const calibration = calibrate({ runs: numberOption(options, 'runs', 10), seed: numberOption(options, 'seed') }, console.error);
const page = calibrationPage(calibration);
if (options.output !== undefined) writeFileSync(options.output, page);
console.log(options.json ? JSON.stringify(calibration) : page);

const broken = brokenPromises(calibration);
for (const row of broken)
  console.error(`broken promise: ${row.test}, ${row.hypothesis}, ${row.input}: ${row.alarms} of ${row.runs} at ${row.nominal}`);
process.exitCode = broken.length > 0 ? 1 : 0;
