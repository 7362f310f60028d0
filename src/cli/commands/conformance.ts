import { printable, printableLines, withoutCommands } from '../../arithmetic/printable.ts';
import { printableJson } from '../../report/printable-json.ts';
import { exitCode } from '../exit-code.ts';
import { displayOptions } from '../options.ts';
import { print } from '../print.ts';
import type { CommandDefinition } from './command-definition.ts';

/** `intrinsic-lr conformance -- <command>` */
export const conformance: CommandDefinition = {
  name: 'conformance',
  arguments: '<command...>',
  description: 'does this program speak the protocol of optimizers in other languages (docs/protocol.md)?',
  options: displayOptions,
  examples: ['conformance -- ./my-optimizer --beta 0.9', 'conformance -- python3 my_adapter.py'],
  async run(program, options, rest) {
    const { checkConformance } = await import('../../subjects/process/conformance.ts');
    const report = checkConformance([program!, ...rest]);
    const conforms = report.findings.every(({ problem }) => problem === undefined);
    if (options.json) print(printableJson({ conforms, ...report }));
    else {
      for (const { requirement, problem } of report.findings) {
        print(`${problem === undefined ? '✓' : '✗'}  ${printable(requirement)}\n`);
        if (problem !== undefined) print(withoutCommands(`   ${printableLines(problem).replaceAll('\n', '\n   ')}\n`));
      }
      print(`\n${conforms ? 'it speaks the protocol' : 'it does not speak the protocol'}\n`);
    }
    return conforms ? exitCode.holds : exitCode.refuted;
  },
};
