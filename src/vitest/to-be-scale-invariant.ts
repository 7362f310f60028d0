import { withoutCommands } from '../arithmetic/printable.ts';
import type { Model } from '../objectives/model/model.ts';
import { printableDocument } from '../report/printable-document.ts';
import { analyseModel } from '../suite/analyse-model.ts';
import type { MatcherResult } from './matcher-result.ts';

/**
 * Expects a model to be exactly scale-invariant: `await expect(model).toBeScaleInvariant()`. The message says what breaks it, with numbers.
 *
 * @param model a model, or the path of a module whose default export is one
 */
export async function toBeScaleInvariant(model: Model | string): Promise<MatcherResult> {
  const { name, breaks, groups, tensors } = printableDocument(await analyseModel(model));
  const pass = breaks.length === 0 && groups.length > 0;
  return {
    pass,
    message: () =>
      pass
        ? `expected ${name} not to be scale-invariant, and it is: ${groups.map((group) => group.name).join(', ')}`
        : withoutCommands(
            [
              `${name} is not exactly scale-invariant`,
              ...(breaks.length > 0 ? breaks : [`its loss ignores ${tensors.map((tensor) => tensor.name).join(', ')}`]),
            ].join('\n  '),
          ),
  };
}
