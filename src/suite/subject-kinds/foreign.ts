import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { SubjectKind } from './subject-kind.ts';

const libraries: Readonly<Record<string, string>> = {
  tfjs: "TensorFlow.js's optimizers",
  torch: "PyTorch's optimizers",
  optax: "optax's optimizers",
};

/** References that are reserved for optimizers of other libraries and languages. */
export const foreign: SubjectKind = {
  name: 'another library',
  example: 'tfjs:momentum',
  trusted: false,
  recognises: (reference) => /^(tfjs|torch|optax):|\.py$/.test(reference),
  load(reference) {
    const library = libraries[reference.split(':')[0]] ?? 'Python files';
    throw new ConfigurationError(
      'SUBJECT_KIND_UNAVAILABLE',
      `"${reference}": this version of intrinsic-lr cannot run ${library} yet`,
      'it runs its built-in optimizers (builtin:adamw) and JavaScript or TypeScript modules (./my-optimizer.ts)',
    );
  },
};
