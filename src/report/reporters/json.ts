import { printableJson } from '../printable-json.ts';
import type { Reporter } from './reporter.ts';

/** The document itself. */
export const json: Reporter = {
  name: 'json',
  description: 'the whole document; its schema is intrinsic-lr/schema.json',
  form: 'data',
  render: printableJson,
};
