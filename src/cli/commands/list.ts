import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { printableJson } from '../../report/printable-json.ts';
import { exitCode } from '../exit-code.ts';
import { displayOptions } from '../options.ts';
import { print } from '../print.ts';
import type { CommandDefinition } from './command-definition.ts';

/** What can be listed, each as name and description. */
const topics = {
  laws: async () =>
    (await import('../../laws/index.ts')).laws.map(({ id, tier, claim }) => ({ name: id, tier, description: claim })),
  optimizers: async () =>
    (await import('../../optimizers/index.ts')).optimizers.map(({ name, hyperparameters = {} }) => ({
      name,
      hyperparameters,
      description: Object.entries(hyperparameters)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    })),
  objectives: async () =>
    (await import('../../objectives/index.ts')).objectiveFamilies.map(({ name, options, description }) => ({
      name,
      options,
      description,
    })),
  conjectures: async () =>
    (await import('../../falsification/conjectures/index.ts')).conjectures.map(({ id, claim }) => ({
      name: id,
      description: claim,
    })),
  reporters: async () =>
    (await import('../../report/reporters/index.ts')).reporters.map(({ name, description }) => ({ name, description })),
};

/** `intrinsic-lr list [topic]` */
export const list: CommandDefinition = {
  name: 'list',
  arguments: '[topic]',
  description: `what there is: ${Object.keys(topics).join(', ')}`,
  options: displayOptions,
  examples: ['list laws', 'list optimizers --json'],
  async run(topic, { json }) {
    const names = Object.keys(topics) as (keyof typeof topics)[];
    const chosen = topic === undefined ? names : names.filter((name) => name === topic);
    if (chosen.length === 0) {
      const { suggestName } = await import('../../suite/suggest-name.ts');
      throw new ConfigurationError('UNKNOWN_TOPIC', `there is no list of "${topic}"`, suggestName(topic!, names));
    }
    const lists = await Promise.all(chosen.map(async (name) => [name, await topics[name]()] as const));
    if (json) {
      print(printableJson(Object.fromEntries(lists)));
      return exitCode.holds;
    }
    const { formatTable } = await import('../../report/format-table.ts');
    const sections = lists.map(([name, items]) => {
      const rows = items.map((item) => [{ text: item.name }, { text: item.description }]);
      return `${name}\n${formatTable(rows)
        .map((line) => `  ${line}\n`)
        .join('')}`;
    });
    print(sections.join('\n'));
    return exitCode.holds;
  },
};
