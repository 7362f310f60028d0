import { exitCode } from '../exit-code.ts';
import { displayOptions } from '../options.ts';
import { print } from '../print.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr model <file>` */
export const model: CommandDefinition = {
  name: 'model',
  arguments: '<file>',
  description:
    'which tensors of this model are scale-invariant, what keeps the others from it, and which laws can be expected on it?',
  options: displayOptions,
  examples: ['model ./my-model.ts', 'model ./my-model.mjs --json', 'check sgd --objective ./my-model.mjs'],
  async run(file, options) {
    const [{ analyseModel }, { modelDocument }, { describeModel }, { printableJson }, { usesColor }, { silenceOutput }] =
      await Promise.all([
        import('../../suite/analyse-model.ts'),
        import('../../suite/model-document.ts'),
        import('../../report/describe-model.ts'),
        import('../../report/printable-json.ts'),
        import('../deliver-document.ts'),
        import('../../suite/silence-output.ts'),
      ]);
    // Standard output belongs to the report, and not to the module.
    silenceOutput(() => {});
    const document = modelDocument(await analyseModel(file!), file);
    print(options.json ? printableJson(document) : describeModel(document, { color: usesColor(process.stdout, options) }));
    return exitCode.holds;
  },
};
