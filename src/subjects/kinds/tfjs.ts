import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { javascriptModule } from './javascript-module.ts';
import type { SubjectKind } from './subject-kind.ts';
import { typescriptModule } from './typescript-module.ts';

/** An optimizer of TensorFlow.js: one of `tf.train`, or a module that exports one. */
export const tfjs: SubjectKind = {
  name: 'TensorFlow.js',
  example: 'tfjs:momentum?momentum=0.9, tfjs:./my-optimizer.ts',
  trusted: false,
  recognises: (reference) => reference.startsWith('tfjs:'),
  async load(reference, directory) {
    const [, name, query = ''] = /^tfjs:([^?]*)(?:\?(.*))?$/s.exec(reference)!;
    const options = parseOptions(name, query);
    const backend = options.get('backend');
    options.delete('backend');
    const [{ loadTensorFlow }, { adaptOptimizer }] = await Promise.all([
      import('../../tfjs/load-tensorflow.ts'),
      import('../../tfjs/adapt-optimizer.ts'),
    ]);
    const loaded = await loadTensorFlow(backend, directory);
    const module = [javascriptModule, typescriptModule].find((kind) => kind.recognises(name));
    if (module === undefined) {
      const { trainOptimizer } = await import('../../tfjs/train-optimizers.ts');
      return adaptOptimizer(trainOptimizer(name, options, loaded.tf), loaded);
    }
    const { exportedOptimizer } = await import('../../tfjs/exported-optimizer.ts');
    const exported = exportedOptimizer(await module.load(name, directory), name, loaded.tf);
    const hyperparameters = { ...exported.hyperparameters };
    for (const [key, text] of options) {
      if (!Object.hasOwn(hyperparameters, key) || text.trim() === '' || !Number.isFinite(Number(text))) {
        const known = Object.keys(hyperparameters).join(', ') || 'none';
        const advice = `a number can be given to what the module exports as hyperparameters (${known}), and backend to all`;
        throw new ConfigurationError('UNKNOWN_HYPERPARAMETER', `${name} does not take ${key}="${text}"`, advice);
      }
      hyperparameters[key] = Number(text);
    }
    return adaptOptimizer({ ...exported, hyperparameters }, loaded);
  },
};

function parseOptions(name: string, query: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const assignment of query.split('&').filter((text) => text !== '')) {
    const [key, text = ''] = assignment.split(/=(.*)/s);
    if (options.has(key)) throw new ConfigurationError('INVALID_HYPERPARAMETER', `${name} got ${key} twice`, `in "${query}"`);
    options.set(key, text);
  }
  return options;
}
