import { createHash } from 'node:crypto';
import { ConfigurationError } from '../arithmetic/configuration-error.ts';
import { size } from '../arithmetic/tensor.ts';
import type { Dataset, Samples } from './dataset.ts';

const known = new WeakMap<Dataset, Samples>();

/**
 * The samples of a data set, read and checked at the first call: their number, the range of values and labels, and the checksum.
 *
 * @throws ConfigurationError `DATASET_DAMAGED` where they cannot be read or are not those that the data set describes
 */
export function samplesOf(dataset: Dataset): Samples {
  const before = known.get(dataset);
  if (before !== undefined) return before;
  const read = checked(dataset);
  known.set(dataset, read);
  return read;
}

function checked(dataset: Dataset): Samples {
  const { name, shape, classes, trainingRows, testRows, largest, checksum } = dataset;
  const damaged = (problem: string): ConfigurationError =>
    new ConfigurationError(
      'DATASET_DAMAGED',
      `the data set ${name} cannot be used: ${problem}`,
      'a data set of the package is part of it, so install it again; one of your own has to be what its description says',
    );
  let samples: Samples;
  try {
    samples = dataset.read();
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const { values, labels } = samples;
  const rows = trainingRows + testRows;
  const length = size(shape);
  if (labels.length !== rows) throw damaged(`expected ${rows} rows, received ${labels.length}`);
  if (values.length !== rows * length)
    throw damaged(`expected ${rows} rows of ${length} numbers, received ${values.length} numbers`);
  const row = labels.findIndex((label) => label >= classes);
  if (row >= 0) throw damaged(`row ${row + 1} has label ${labels[row]}, expected 0 to ${classes - 1}`);
  const at = values.findIndex((value) => value > largest);
  if (at >= 0) throw damaged(`row ${Math.floor(at / length) + 1} has the number ${values[at]}, expected 0 to ${largest}`);
  const received = createHash('sha256').update(values).update(labels).digest('hex');
  if (received !== checksum) throw damaged(`its checksum is ${received}, expected ${checksum}`);
  return samples;
}
