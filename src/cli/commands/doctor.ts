import { exitCode } from '../exit-code.ts';
import { displayOptions } from '../options.ts';
import { print } from '../print.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr doctor` */
export const doctor: CommandDefinition = {
  name: 'doctor',
  arguments: '',
  description: 'what works on this machine, and why the rest does not',
  options: displayOptions,
  examples: ['doctor'],
  async run(_, options) {
    const [{ examineMachine }, { formatTable }, { printableDocument }, { printableJson }, { createColors }, { usesColor }] =
      await Promise.all([
        import('../examine-machine.ts'),
        import('../../report/format-table.ts'),
        import('../../report/printable-document.ts'),
        import('../../report/printable-json.ts'),
        import('picocolors').then((module) => module.default),
        import('../deliver-document.ts'),
      ]);
    const findings = printableDocument(await examineMachine(process.cwd()));
    const works = findings.every(({ state }) => state !== 'broken');
    if (options.json) {
      print(printableJson({ works, findings }));
    } else {
      const { green, yellow, red } = createColors(usesColor(process.stdout, options));
      const marks = {
        works: { text: '✓', paint: green },
        absent: { text: '–', paint: yellow },
        broken: { text: '✗', paint: red },
      };
      const rows = findings.map(({ name, state, detail }) => [marks[state], { text: name }, { text: detail }]);
      const verdict = works ? 'everything that is needed works' : 'something that is needed does not work';
      print(`${formatTable(rows).join('\n')}\n\n${verdict}\n`);
    }
    return works ? exitCode.holds : exitCode.crash;
  },
};
