import type { ModelAnalysis } from '../inference/model/model-analysis.ts';
import { laws } from '../laws/index.ts';
import type { CheckedExpectation } from './model-expectations.ts';
import { version } from './version.ts';

/** What `intrinsic-lr model --json` prints. Its shape is published as a JSON Schema, `intrinsic-lr/model-schema.json`. */
export interface ModelDocument {
  readonly schemaVersion: 1;
  /** Version of this package. */
  readonly version: string;
  readonly kind: 'model';
  /** `exact`: every trained tensor is scale-invariant; `partly`: some are, or nearly so; `none`. */
  readonly scaleInvariant: 'exact' | 'partly' | 'none';
  readonly model: Omit<ModelAnalysis, 'unexpected'> & { readonly reference?: string };
  /** What was expected of tensors, where something was, and whether they are so. */
  readonly expectations?: readonly CheckedExpectation[];
  /** Every law: `expected`, or why it cannot be expected of an optimizer on this model. */
  readonly laws: readonly { readonly law: string; readonly expected: boolean; readonly reason?: string }[];
}

/** An analysis as a document. */
export function modelDocument(
  { unexpected, ...model }: ModelAnalysis,
  { reference, expectations }: { readonly reference?: string; readonly expectations?: readonly CheckedExpectation[] } = {},
): ModelDocument {
  const found = model.groups.length > 0 ? 'partly' : 'none';
  return {
    schemaVersion: 1,
    version,
    kind: 'model',
    scaleInvariant: model.breaks.length === 0 && model.groups.length > 0 ? 'exact' : found,
    model: { ...model, ...(reference !== undefined && { reference }) },
    ...(expectations !== undefined && { expectations }),
    laws: laws.map(({ id, tier }) => {
      const reason =
        unexpected[id] ??
        (tier === 'statistical' && model.noise === 'none' ? 'without gradient noise there is no equilibrium' : undefined);
      return { law: id, expected: reason === undefined, ...(reason !== undefined && { reason }) };
    }),
  };
}
