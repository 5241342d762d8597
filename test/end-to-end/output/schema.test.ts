import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { SCHEMAS, schemaOf } from '../../../bundle/schemas.js';
import { BUILT, isBuilt } from '../../support/programs/built.ts';
import { FIXTURES, fixture, SHARED } from '../../support/programs/lab.ts';
import { ROOT } from '../../support/programs/root.ts';
import { ims } from '../../support/programs/terminal.ts';

const [LINES, KEYS, USIMS] = SCHEMAS as [Named, Named, Named];
type Named = (typeof SCHEMAS)[number];

/** Checks a value against a schema whose objects have no further members: a member that no type has is a mistake here. */
function checkOf(named: Named): ValidateFunction {
  return new Ajv().compile(schemaOf(named, false));
}

/** A check for each type of line: the first error of a union would name each of its types. */
const lineChecks = new Map<string, ValidateFunction>();
const { anyOf = [], definitions = {}, ...rest } = schemaOf(LINES, false);
for (const { $ref = '' } of anyOf as { $ref?: string }[]) {
  const name = $ref.slice('#/definitions/'.length);
  const { type } = (definitions[name] as { properties: { type: { const: string } } }).properties;
  lineChecks.set(type.const, new Ajv().compile({ ...rest, definitions, $ref }));
}

function capturesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(pcap|pcapng|cap)(\.gz)?$/.test(name))
      .map(name => join(folder, name));
  } catch {
    return [];
  }
}

/** Those of the repository are among the shared ones, too. */
const CAPTURES = [
  ...new Map([FIXTURES, SHARED].flatMap(capturesIn).map(path => [basename(path), path])).values(),
];

const seen = new Set<string>();

async function checkLines(argv: readonly string[]): Promise<void> {
  const { stdout } = await ims(argv);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) {
    const value = JSON.parse(line);
    const check = lineChecks.get(value.type);
    if (check?.(value) !== true) expect([argv, line.slice(0, 500), check?.errors]).toBeNull();
    seen.add(value.type);
  }
}

describe('every line of JSON is as the schema says', () => {
  test.each(CAPTURES)('%s', async path => {
    for (const command of ['decode', 'diagnose']) await checkLines([command, '-q', '-T', 'json', path]);
    for (const command of ['sas', 'facts'])
      await checkLines([command, '-q', '-T', 'json', '--show-keys', path]);
  });

  test('of several captures', async () => {
    const files = ['gm', 'core'].map(kind =>
      fixture(`e01-v4-udp-kamailio-scscf.${kind === 'gm' ? 'eth' : kind}.pcap`),
    );
    for (const command of ['decode', 'sas', 'diagnose', 'facts'])
      await checkLines([command, '-q', '-T', 'json', ...files]);
  });

  test('of a comparison', async () => {
    const files = ['a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap', 'b31-v4-udp-wrong-ik.sll2.pcap'];
    await checkLines(['compare', '-T', 'json', ...files.map(fixture)]);
  });

  test('each type of line was there', () => {
    const rare =
      SHARED !== '' && CAPTURES.some(path => path.startsWith(SHARED))
        ? []
        : ['pdn', 'diameter', 'advice', 'spi'];
    expect([...seen, ...rare].filter((type, i, all) => all.indexOf(type) === i).sort()).toEqual(
      [...lineChecks.keys()].sort(),
    );
  });
});

test('a line with another member, or without one, is not', () => {
  const check = lineChecks.get('header') as ValidateFunction;
  const header = { type: 'header', schema: 'ims-esp/1', version: '1.0.0', files: [] };
  expect(check(header)).toBe(true);
  expect(check({ ...header, more: 1 })).toBe(false);
  expect(check({ ...header, files: undefined })).toBe(false);
});

test('the published schema lets later versions add members', () => {
  const check = new Ajv().compile(schemaOf(LINES));
  expect(check({ type: 'advice', text: 'x', later: 1 })).toBe(true);
  expect(check({ type: 'advice' })).toBe(false);
});

describe('the schemas of files of keys', () => {
  const jsonOf = (text: string) =>
    [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => JSON.parse(json ?? ''));
  const documented = jsonOf(readFileSync(join(ROOT, 'docs/keys.md'), 'utf8'));

  test('what the documentation shows', () => {
    const [usims, keys] = documented;
    expect([checkOf(USIMS)(usims), checkOf(KEYS)(keys)]).toEqual([true, true]);
    expect([checkOf(KEYS)(usims), checkOf(USIMS)(keys)]).toEqual([false, false]);
  });

  test('what export writes', async () => {
    const { stdout } = await ims([
      ...['export', '-q', '--format', 'keys', '--show-keys'],
      fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'),
    ]);
    expect(checkOf(KEYS)(JSON.parse(stdout))).toBe(true);
  });
});

test.skipIf(!isBuilt)('the package has them', () => {
  for (const schema of SCHEMAS) {
    const text = readFileSync(join(BUILT, 'schema', schema.file), 'utf8');
    expect(JSON.parse(text)).toEqual(schemaOf(schema));
  }
});
