/** Writes the JSON Schemas of what `--json` prints, which the package exports: `intrinsic-lr/schema.json` and `intrinsic-lr/model-schema.json`. */
import { writeFileSync } from 'node:fs';
import { documentJsonSchema } from '../dist/suite/document-schema.js';
import { modelDocumentJsonSchema } from '../dist/suite/model-document-schema.js';

for (const [file, schema] of Object.entries({ schema: documentJsonSchema(), 'model-schema': modelDocumentJsonSchema() })) {
  writeFileSync(new URL(`../dist/${file}.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
