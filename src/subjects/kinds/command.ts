import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import { openChildOptimizer } from '../process/child-optimizer.ts';
import type { SubjectKind } from './subject-kind.ts';

/** Any program that speaks the protocol of docs/protocol.md, with its arguments separated by spaces. */
export const command: SubjectKind = {
  name: 'program that speaks the protocol',
  example: 'command:./my-optimizer --beta 0.9',
  trusted: false,
  ownProcess: true,
  recognises: (reference) => reference.startsWith('command:'),
  load(reference, directory, timeLimit) {
    const words = reference.slice('command:'.length).split(' ').filter(Boolean);
    if (words.length === 0) throw new ConfigurationError('SUBJECT_PROGRAM_MISSING', `"${reference}" names no program`);
    return openChildOptimizer({ command: words, directory, label: reference, timeLimit });
  },
};
