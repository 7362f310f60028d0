/**
 * Writes the JSON Schemas that the package exports: one for each kind of record, and of what `check --json` and `model --json` print.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { recordKinds } from '../dist/records/index.js';
import { documentJsonSchema } from '../dist/suite/document-schema.js';
import { modelDocumentSchema } from '../dist/suite/model-document-schema.js';

const schemas = { document: documentJsonSchema(), model: z.toJSONSchema(modelDocumentSchema, { io: 'input' }) };
for (const { name, schema, description } of recordKinds) {
  schemas[name] = { ...z.toJSONSchema(schema, { io: 'input' }), description };
}
/** Where they were before there were many. */
const aliases = { document: 'schema', model: 'model-schema', fingerprint: 'fingerprint-schema' };

mkdirSync(new URL('../dist/schemas', import.meta.url), { recursive: true });
for (const [name, schema] of Object.entries(schemas)) {
  for (const file of [`schemas/${name}`, aliases[name]].filter(Boolean))
    writeFileSync(new URL(`../dist/${file}.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
