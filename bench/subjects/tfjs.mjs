// The samples of the network itself; users see a data set by its objective.
import { digits } from '../../dist/datasets/digits.js';
import { samplesOf } from '../../dist/datasets/samples-of.js';
import { settings, timed } from './subject.mjs';

/** Packages of back ends, which may be missing: nothing may need their types. */
const packages = { wasm: '@tensorflow/tfjs-backend-wasm', tensorflow: '@tensorflow/tfjs-node' };

/** tfjs, eager: a gradient by automatic differentiation and SGD. @returns {import('./subject.mjs').Subject} */
export function tfjsSubject(backend, replicas) {
  return {
    name: `tfjs ${backend}, eager, ${replicas === 1 ? 'one replica' : `${replicas} replicas batched`}`,
    start: async () => {
      const tf = await import('@tensorflow/tfjs');
      tf.env().set('PROD', true);
      if (backend in packages) await import(packages[backend]);
      await tf.setBackend(backend);
      await tf.ready();
      const { values: pixels, labels } = samplesOf(digits);
      const rows = 1437;
      const inputs = tf.tensor2d(
        Float32Array.from(pixels.subarray(0, rows * 64), (pixel) => pixel / 16),
        [rows, 64],
      );
      const classes = tf.oneHot(tf.tensor1d(Int32Array.from(labels.subarray(0, rows)), 'int32'), 10).toFloat();
      const lead = replicas === 1 ? [] : [replicas];
      const random = (shape, seed) => tf.randomNormal([...lead, ...shape], 0, 1 / Math.sqrt(shape[0]), 'float32', seed);
      const weights = [tf.variable(random([64, 32], 1)), tf.variable(random([32, 32], 2))];
      const top = random([32, 10], 3);
      const axis = lead.length;

      const loss = (x, y) => {
        let h = x;
        for (const w of weights) {
          const z = tf.matMul(h, w);
          const centred = tf.sub(z, tf.mean(z, axis, true));
          h = tf.relu(tf.div(centred, tf.sqrt(tf.mean(tf.square(centred), axis, true))));
        }
        return tf.sum(tf.mean(tf.neg(tf.sum(tf.mul(y, tf.logSoftmax(tf.matMul(h, top))), -1)), -1));
      };
      const step = () => {
        const indices = Int32Array.from({ length: replicas * settings.batch }, () => Math.floor(Math.random() * rows));
        tf.tidy(() => {
          const chosen = tf.tensor1d(indices, 'int32');
          const x = tf.reshape(tf.gather(inputs, chosen), [...lead, settings.batch, 64]);
          const y = tf.reshape(tf.gather(classes, chosen), [...lead, settings.batch, 10]);
          const { grads } = tf.variableGrads(() => /** @type {import('@tensorflow/tfjs').Scalar} */ (loss(x, y)), weights);
          for (const w of weights) {
            const direction = tf.add(grads[w.name], tf.mul(w, settings.weightDecay));
            w.assign(tf.sub(w, tf.mul(direction, settings.learningRate)));
          }
        });
      };
      const run = async (steps) => {
        await tf.setBackend(backend);
        for (let i = 0; i < steps; i++) step();
        await weights[0].data();
      };
      return { rate: timed(replicas, run), stop: () => {} };
    },
  };
}
