import { Option } from 'commander';
import { displayOptions } from '../options.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr init [optimizers...]` */
export const init: CommandDefinition = {
  name: 'init',
  arguments: '[optimizers...]',
  description: 'write a configuration for the gate, and with --ci a workflow that runs it; nothing that exists is written over',
  options: [new Option('--ci', 'also .github/workflows/intrinsic-lr.yml'), ...displayOptions],
  examples: ['init ./src/my-optimizer.ts', 'init ./lion.mjs torch:AdamW --ci'],
  async run(first, { ci, json, quiet }, rest) {
    const [{ writeConfiguration }, { printableJson }, { print }, { exitCode }] = await Promise.all([
      import('../write-configuration.ts'),
      import('../../report/printable-json.ts'),
      import('../print.ts'),
      import('../exit-code.ts'),
    ]);
    const written = writeConfiguration(first === undefined ? [] : [first, ...rest], ci === true);
    if (json) print(printableJson({ written }));
    else if (!quiet) print([...written.map((file) => `wrote ${file}\n`), 'next: npx intrinsic-lr gate\n'].join(''));
    return exitCode.holds;
  },
};
