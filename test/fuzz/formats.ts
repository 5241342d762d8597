import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseGivenKeys } from '../../src/aka/key-file.ts';
import { noLosses } from '../../src/capture/damage.ts';
import { createCaptureReader } from '../../src/capture/reader.ts';
import { parseEspSa } from '../../src/ipsec/given/esp-sa-file.ts';
import { assertJson, assertText, holds } from './checks.ts';
import type { CommandLine } from './command-line.ts';
import { assertMarkup } from './markup.ts';

/** What a command printed must be as its format says. */
export function checkPrinted(line: CommandLine, stdout: Buffer, stderr: Buffer): void {
  const text = stdout.toString();
  assertText('standard error', stderr.toString());
  if (line.format === 'json') checkJsonLines(text, line.command.name);
  else if (isMarkup(text)) assertMarkup(text);
  else if (line.format === 'keys' && text !== '') assertJson('standard output', text);
  else assertText('standard output', text);
}

/** What a command wrote must be as its kind says. */
export function checkWritten({ outputs, format }: CommandLine): void {
  for (const path of Object.values(outputs)) for (const file of filesAt(path)) checkFile(file, format);
}

function filesAt(path: string): string[] {
  if (!existsSync(path)) return [];
  return statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .map(name => join(path, name))
        .filter(name => statSync(name).isFile())
    : [path];
}

function checkFile(path: string, format: string): void {
  const bytes = readFileSync(path);
  const text = bytes.toString();
  if (path.endsWith('.pcapng')) checkCapture(bytes);
  else if (format === 'json') checkJsonLines(text, '');
  else if (isMarkup(text)) assertMarkup(text);
  else if (format === 'keys') assertJson(path, text);
  else assertText(path, text);
  if (format === 'keys') holds(parseGivenKeys(text).issues.length === 0, () => `keys that are none: ${text}`);
  if (path.endsWith('esp_sa'))
    holds(
      parseEspSa(text).issues.every(({ kind }) => kind !== 'wrong'),
      () => `esp_sa that is none: ${text}`,
    );
}

/** Our own reader takes it without a complaint of damage. */
function checkCapture(bytes: Uint8Array): void {
  let wrong = '';
  const reader = createCaptureReader(
    0,
    issue => {
      if (issue.damage) wrong = issue.message;
    },
    noLosses(),
  );
  reader.push(bytes);
  reader.end();
  holds(wrong === '', () => `the decrypted capture reads back with: ${wrong}`);
}

function isMarkup(text: string): boolean {
  return /^\s*<(\?xml|!doctype|svg|html)/i.test(text);
}

/** Members of lines that readers rely on, with their types (`null` for what may be missing). */
const SHAPES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  header: { schema: ['string'], version: ['string'], files: ['array'] },
  sip: {
    frame: ['number'],
    frames: ['array'],
    file: ['string'],
    time: ['string'],
    transport: ['string'],
    src: ['string'],
    srcPort: ['number'],
    dst: ['string'],
    dstPort: ['number'],
    esp: ['object', 'null'],
    request: ['string', 'null'],
    status: ['number', 'null'],
    startLine: ['string'],
    callId: ['string', 'null'],
    cseq: ['string', 'null'],
    length: ['number'],
    raw: ['string'],
  },
  sa: {
    name: ['string'],
    src: ['string'],
    dst: ['string'],
    spi: ['string'],
    state: ['string'],
    packets: ['number'],
  },
  registration: {
    attempts: ['array'],
    outcome: ['string'],
    impi: ['string', 'null'],
    impu: ['string', 'null'],
  },
  finding: { rule: ['string'], severity: ['string'], title: ['string'], frames: ['array'] },
  issue: {
    code: ['string'],
    layer: ['string'],
    frame: ['number', 'null'],
    offset: ['number', 'null'],
    message: ['string'],
  },
  summary: { frames: ['number'], esp: ['object'], sip: ['object'], issues: ['number'], seconds: ['string'] },
};

function checkJsonLines(text: string, command: string): void {
  if (text === '') return;
  holds(text.endsWith('\n'), () => 'the last JSON line has no end');
  const lines = text.slice(0, -1).split('\n').map(parsed);
  holds(lines[0]?.type === 'header', () => `the first line is of type ${lines[0]?.type}`);
  holds(
    lines.at(-1)?.type === 'summary',
    () => `the last line of ${command} is of type ${lines.at(-1)?.type}`,
  );
  for (const line of lines) {
    const shape = SHAPES[line.type as string] ?? {};
    for (const [name, types] of Object.entries(shape))
      holds(
        types.includes(typeOf(line[name])),
        () => `${line.type} line: ${name} is ${JSON.stringify(line[name])}`,
      );
    if (line.type === 'sip') {
      const raw = line.raw as string;
      holds(
        raw.length === line.length && !/[^\u0000-\u00ff]/.test(raw),
        () => 'raw is not the bytes of the message',
      );
    }
  }
}

function parsed(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line);
  } catch {
    holds(false, () => `no JSON: ${line.slice(0, 300)}`);
    return {};
  }
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
