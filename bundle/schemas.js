import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';
import { inDist } from './options.js';

/*
 * Makes the JSON Schemas of what is printed and read as JSON from its types, into dist/schema. In them objects may have
 * further members, because later versions of ims-esp add some.
 */
export const SCHEMAS = [
  { file: 'ims-esp-1.schema.json', type: 'JsonLine', path: 'src/output/json/line-types.ts' },
  { file: 'keys.schema.json', type: 'KeyList', path: 'src/aka/key-file.ts' },
  { file: 'usims.schema.json', type: 'UsimList', path: 'src/aka/usim-file.ts' },
];

const ROOT = join(import.meta.dirname, '..');

/** @param isOpen may objects have further members? */
export function schemaOf({ type, path }, isOpen = true) {
  const schema = createGenerator({
    path: join(ROOT, path),
    tsconfig: join(ROOT, 'tsconfig.json'),
    type,
    skipTypeCheck: true,
    additionalProperties: isOpen,
    topRef: false,
  }).createSchema(type);
  // Every number here counts or names something.
  return JSON.parse(JSON.stringify(schema), (name, value) =>
    name === 'type' && value === 'number' ? 'integer' : value,
  );
}

if (process.argv[1] === import.meta.filename) {
  mkdirSync(inDist('schema'), { recursive: true });
  for (const schema of SCHEMAS)
    writeFileSync(inDist(`schema/${schema.file}`), `${JSON.stringify(schemaOf(schema), null, 2)}\n`);
}
