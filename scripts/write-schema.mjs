/** Writes the JSON Schema of the document that `--json` prints: the package exports it as `intrinsic-lr/schema.json`. */
import { writeFileSync } from 'node:fs';
import { documentJsonSchema } from '../dist/suite/document-schema.js';

writeFileSync(new URL('../dist/schema.json', import.meta.url), `${JSON.stringify(documentJsonSchema(), null, 2)}\n`);
