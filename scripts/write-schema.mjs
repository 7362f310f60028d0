/** Writes the JSON Schemas that the package exports: of what `check --json` and `model --json` print, and of stored fingerprints. */
import { writeFileSync } from 'node:fs';
import { documentJsonSchema } from '../dist/suite/document-schema.js';
import { baselineJsonSchema } from '../dist/suite/baseline-schema.js';
import { modelDocumentJsonSchema } from '../dist/suite/model-document-schema.js';

const schemas = {
  schema: documentJsonSchema(),
  'model-schema': modelDocumentJsonSchema(),
  'fingerprint-schema': baselineJsonSchema(),
};
for (const [file, schema] of Object.entries(schemas)) {
  writeFileSync(new URL(`../dist/${file}.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
