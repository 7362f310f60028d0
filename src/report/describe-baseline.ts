import type { BaselineResult } from '../suite/baseline.ts';

/** What came of a comparison with a stored fingerprint, in plain lines; the first is the headline. */
export function describeBaseline({ file, state, changes }: BaselineResult): string[] {
  // A trajectory changes with whatever changes: it is shown where nothing else tells of it.
  const telling = changes.filter(({ name }) => !name.startsWith('trajectory: '));
  const shown = telling.length > 0 ? telling : changes;
  const rest = changes.length - shown.length;
  const lines = [
    ...shown.map(({ name, before, after }) => `${name}: ${show(before)} → ${show(after)}`),
    ...(rest > 0 ? [`and ${rest} numbers of a trajectory`] : []),
  ];
  switch (state) {
    case 'written':
      return [`the fingerprint was written to ${file}; commit it`];
    case 'updated':
      return [`the fingerprint ${file} was updated`, ...lines];
    case 'same':
      return [`behaves as its fingerprint ${file} says, to the last bit`];
    case 'rounding':
      return [`note: other bits than its fingerprint ${file}, the same numbers: a change of rounding, not of behaviour`];
    case 'changed':
      return [`its behaviour is not that of its fingerprint ${file}`, ...lines, 'If that is meant, say --update-baseline'];
    case 'unknown':
      return [`was not compared with its fingerprint ${file}`];
  }
}

/** Enough digits to see the difference, and no rounding noise. */
function show(value: number | string | null): string {
  if (value === null) return 'none';
  return typeof value === 'number' ? String(Number(value.toPrecision(8))) : value;
}
