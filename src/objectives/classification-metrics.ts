import type { FloatArray } from '../arithmetic/tensor.ts';
import type { Examples } from '../datasets/examples.ts';
import { accuracy } from '../networks/accuracy.ts';
import { predictedLabel } from '../networks/predicted-label.ts';
import { softmaxCrossEntropy } from '../networks/softmax-cross-entropy.ts';

/** What is evaluated of a network that classifies. */
export const classificationMetrics: readonly string[] = ['trainLoss', 'testLoss', 'testAccuracy'];

/**
 * Reads the metrics and the predicted labels of the test rows from the logits of all rows, training rows first.
 *
 * @param logits row-major [trainingRows + testRows, classes]
 */
export function readLogits(
  logits: FloatArray,
  { labels, trainingRows, testRows }: Examples,
  classes: number,
): { evaluate(only?: string): number[]; predict(): Uint8Array } {
  const rows = trainingRows + testRows;
  const read: Readonly<Record<string, () => number>> = {
    trainLoss: () => softmaxCrossEntropy(logits, labels, classes, 0, trainingRows),
    testLoss: () => softmaxCrossEntropy(logits, labels, classes, trainingRows, rows),
    testAccuracy: () => accuracy(logits, labels, classes, trainingRows, rows),
  };
  return {
    evaluate: (only) => classificationMetrics.map((name) => (only === undefined || only === name ? read[name]() : NaN)),
    predict: () => Uint8Array.from({ length: testRows }, (_, row) => predictedLabel(logits, trainingRows + row, classes)),
  };
}
