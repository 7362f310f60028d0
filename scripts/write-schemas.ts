/**
 * Writes the JSON Schemas that the package exports, one for each kind of record.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { recordKinds } from '../src/records/index.ts';

/** Where they were before there were many. */
const aliases: Readonly<Record<string, string>> = {
  document: 'schema',
  model: 'model-schema',
  fingerprint: 'fingerprint-schema',
};

mkdirSync(new URL('../dist/schemas', import.meta.url), { recursive: true });
for (const { name, schema, description } of recordKinds) {
  const published = `${JSON.stringify({ ...z.toJSONSchema(schema, { io: 'input' }), description }, null, 2)}\n`;
  for (const file of [`schemas/${name}`, ...(name in aliases ? [aliases[name]] : [])])
    writeFileSync(new URL(`../dist/${file}.json`, import.meta.url), published);
}
