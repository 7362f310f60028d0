import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { printableJson } from '../../report/printable-json.ts';
import { exitCode } from '../exit-code.ts';
import { displayOptions } from '../options.ts';
import { print } from '../print.ts';
import type { CommandDefinition } from './command-definition.ts';

/** Widest line, as in the explanation of an option. */
const width = 80;

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
  studies: async () =>
    (await import('../../studies/index.ts')).studies.map(({ name, question }) => ({ name, description: question })),
  metrics: async () => (await import('../../metrics/index.ts')).metrics.map(({ name, description }) => ({ name, description })),
  datasets: async () =>
    (await import('../../datasets/index.ts')).datasets.map(({ name, description }) => ({ name, description })),
  layers: async () =>
    (await import('../../networks/layers/index.ts')).layers.map(({ name, formula }) => ({ name, description: formula })),
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
    const { wrapWords } = await import('../../report/wrap-words.ts');
    const sections = lists.map(([name, items]) => {
      const room = width - 4 - Math.max(...items.map((item) => item.name.length));
      const rows = items.flatMap((item) => {
        const [first = '', ...others] = wordsOf(item).flatMap((text) => wrapWords(text, room));
        return [[{ text: item.name }, { text: first }], ...others.map((text) => [{ text: '' }, { text }])];
      });
      return `${name}\n${formatTable(rows)
        .map((line) => `  ${line}\n`)
        .join('')}`;
    });
    print(sections.join('\n'));
    return exitCode.holds;
  },
};

/** What is said of an item: of a law its tier as well, of an objective what can be set. */
function wordsOf(item: { readonly description: string; readonly tier?: string; readonly options?: object }): string[] {
  const { description, tier, options = {} } = item;
  const settings = Object.entries(options).map(([name, value]) => `${name}=${String(value)}`);
  return [tier === undefined ? description : `${description} (${tier})`, settings.join(' ')];
}
