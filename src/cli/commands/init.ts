import { Option } from 'commander';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr init [optimizers...]` */
export const init: CommandDefinition = {
  name: 'init',
  arguments: '[optimizers...]',
  description: 'write a configuration for the gate, and with --ci a workflow that runs it; nothing that exists is written over',
  options: [new Option('--ci', 'also .github/workflows/intrinsic-lr.yml')],
  examples: ['init ./src/my-optimizer.ts', 'init ./lion.mjs torch:AdamW --ci'],
  async run(first, options, rest) {
    const { writeConfiguration } = await import('../write-configuration.ts');
    return writeConfiguration(first === undefined ? [] : [first, ...rest], options.ci === true);
  },
};
