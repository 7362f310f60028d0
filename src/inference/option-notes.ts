import type { Note } from './cause.ts';
import type { OptionReading } from './options.ts';

/** What a reader should know of options that act otherwise than at once. */
export function optionNotes(readings: readonly OptionReading[]): Note[] {
  return readings.flatMap(({ name, effect, detail }): Note[] => {
    switch (effect) {
      case 'late': {
        const sentence = `${name} acts from step ${detail} on`;
        return [{ kind: 'unusual', cause: 'option-acts-late', sentence, value: detail as number }];
      }
      case 'conditional': {
        const sentence = `${name} acts under a schedule, beside gradients of other or of changing sizes, or that are partly zero, among many tensors, without a decay, or beside another option only`;
        return [{ kind: 'unusual', cause: 'option-acts-conditionally', sentence }];
      }
      case 'at-start':
        return [{ kind: 'unusual', cause: 'option-acts-at-start', sentence: `${name} is read when a run starts` }];
      case 'aside': {
        const sentence = `${name} acts on an average of the weights that is kept in the state, and never on the weights`;
        return [{ kind: 'unusual', cause: 'option-acts-aside', sentence }];
      }
      case 'not-varied':
        return [{ kind: 'unusual', cause: 'option-not-varied', sentence: `${name} was not varied: ${detail}` }];
      default:
        return [];
    }
  });
}
