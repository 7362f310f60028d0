import { size, zeros, type FloatArray, type Precision } from '../arithmetic/tensor.ts';
import type { Dataset } from './dataset.ts';
import { samplesOf } from './samples-of.ts';

/** Rows to train on and, after them, rows to test on. */
export interface Examples {
  /** Row-major [trainingRows + testRows, size of a sample], from 0 to 1. */
  readonly inputs: FloatArray;
  /** [trainingRows + testRows] */
  readonly labels: Uint8Array;
  readonly trainingRows: number;
  readonly testRows: number;
}

/** Rows are read only, so that all who ask for the same have the same. */
const known = new WeakMap<Dataset, Map<string, Examples>>();

/**
 * The first training rows of a data set and all of its test rows, as numbers from 0 to 1.
 *
 * @param trainingRows how many of the training rows, from 1 to all
 * @param precision how numbers are stored
 * @throws ConfigurationError `DATASET_DAMAGED`
 */
export function examples(dataset: Dataset, trainingRows: number, precision: Precision): Examples {
  const ofDataset = known.get(dataset) ?? new Map<string, Examples>();
  known.set(dataset, ofDataset);
  const key = `${precision}/${trainingRows}`;
  const made = ofDataset.get(key) ?? make(dataset, trainingRows, precision);
  ofDataset.set(key, made);
  return made;
}

function make(dataset: Dataset, trainingRows: number, precision: Precision): Examples {
  const { testRows, largest } = dataset;
  const { values, labels: all } = samplesOf(dataset);
  const length = size(dataset.shape);
  const inputs = zeros([trainingRows + testRows, length], precision).data;
  inputs.set(values.subarray(0, trainingRows * length));
  inputs.set(values.subarray(dataset.trainingRows * length), trainingRows * length);
  for (let i = 0; i < inputs.length; i++) inputs[i] /= largest;
  const labels = new Uint8Array(trainingRows + testRows);
  labels.set(all.subarray(0, trainingRows));
  labels.set(all.subarray(dataset.trainingRows), trainingRows);
  return { inputs, labels, trainingRows, testRows };
}
