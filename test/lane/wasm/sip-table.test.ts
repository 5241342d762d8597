import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { fromLatin1, latin1 } from '../../../src/bytes/latin1.ts';
import {
  type LaneWasm,
  loadLaneWasm,
  SCRATCH_LENGTH,
  SIP_ROW,
  SIP_ROW_WORDS,
  SIP_TABLE,
  UNSURE,
} from '../../../src/lane/wasm/lane-wasm.ts';
import { parseSipDatagram } from '../../../src/sip/datagram.ts';
import { grammarProblems } from '../../../src/sip/grammar.ts';
import { SIP_NAMES } from '../../../src/sip/header-names.ts';
import { wholeMessage } from '../../sip/messages.ts';
import { labCaptures } from '../../support/programs/lab.ts';

const CAPACITY = 64;
const TABLE = SCRATCH_LENGTH;
const MESSAGE = 8192;

const memory = new WebAssembly.Memory({ initial: 3, maximum: 3, shared: true });
const octets = new Uint8Array(memory.buffer);
const words = new Uint32Array(memory.buffer);
const wasm = loadLaneWasm(memory, 0) as LaneWasm;

/** What a table says of a message. */
interface Read {
  readonly startLine: string;
  readonly bodyStart: number;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** The message as the table has it; null if the table is unsure. `behind` fills the octets after the message. */
function tabled(bytes: Uint8Array, behind = 0, place = MESSAGE): Read | null {
  octets.set(bytes, place);
  octets.fill(behind, place + bytes.length, place + bytes.length + 64);
  const count = wasm.sipTable(place, bytes.length, TABLE, CAPACITY);
  if (count === UNSURE) return null;
  const text = (start: number, end: number) => latin1(octets.slice(start, end));
  const first = TABLE / 4;
  const fields = Array.from({ length: count }, (_, i) => {
    const row = first + SIP_TABLE.rows + i * SIP_ROW_WORDS;
    const word = (at: number) => words[row + at] as number;
    const length = word(SIP_ROW.lengthAndNumber) & 0xffff;
    const number = word(SIP_ROW.lengthAndNumber) >>> 16;
    const written = text(word(SIP_ROW.name), word(SIP_ROW.name) + length).toLowerCase();
    const name = number === 0 ? written : (SIP_NAMES[number - 1] as string);
    return [name, text(word(SIP_ROW.value), word(SIP_ROW.valueEnd))] as const;
  });
  return {
    startLine: text(place, words[first + SIP_TABLE.startLineEnd] as number),
    bodyStart: (words[first + SIP_TABLE.body] as number) - place,
    fields,
  };
}

/** The message as the ordinary parser has it; null unless all is right. */
function parsed(bytes: Uint8Array): Read | null {
  const message = parseSipDatagram(bytes, 0, bytes.length);
  if (message === null || message.problem !== null || message.bytes.length !== bytes.length) return null;
  if (grammarProblems(message).length > 0) return null;
  const { startLine, bodyStart, fieldNames } = message;
  const fields = fieldNames.map((name, i) => [name, message.fieldValue(i)] as const);
  return { startLine, bodyStart, fields };
}

const PARTS = [
  ...[
    ';',
    ',',
    ' ',
    '"',
    '<',
    '>',
    '?',
    '\\',
    ':',
    '\r\n',
    '\r',
    '\n',
    '\t',
    '\0',
    '\x7f',
    'é',
    '@',
    '*',
    '=',
    '/',
  ],
  ...[
    '  ',
    '; ;',
    ', ,',
    ',,',
    ';;',
    '" "',
    '<>',
    '\r\n ',
    '\r\n\r\n',
    'z9hG4bK',
    ';branch=z9hG4bK',
    'z9hG4bK,x',
    '"<',
    '>"',
  ],
  ...[
    '0',
    '9',
    '255',
    '4294967296',
    '2147483648',
    'SIP/2.0',
    'SIP/2.0 200 ',
    ' SIP/2.0\r\n',
    'OPTIONS ',
    'sip:',
    'tel:',
  ],
  ...[
    '\r\nl: 0',
    '\r\nContent-Length: 0',
    '\r\nm: *',
    '\r\nf: x',
    '\r\nVia: x',
    '\r\nExpires: 5',
    '\r\nDate: x',
    '\r\nt:"a"',
  ],
  ...[
    '\r\nContact: <sip:a@b>;x="1,2", "n" <sip:c>',
    '\r\nWarning: 399 a "b"',
    '\r\nRetry-After: 3',
    '\r\nX-Y: z',
    'Bob <',
  ],
];

const changes = fc.array(
  fc.record({ at: fc.nat(65_535), cut: fc.nat(2), part: fc.constantFrom('', ...PARTS) }),
  { minLength: 1, maxLength: 3 },
);

describe('sipTable', () => {
  const messages: Uint8Array[] = [];

  beforeAll(async () => {
    const seen = new Set<string>();
    const sip = ({ message }: { message: { bytes: Uint8Array } }) => {
      seen.add(latin1(message.bytes));
    };
    for (const { path } of labCaptures().filter(({ path }) => path.includes('/fixtures/')))
      await analyse([{ name: path }], { on: { sip } });
    messages.push(...[...seen].map(fromLatin1));
  });

  test('is sure of nearly all messages of the fixtures, and right', () => {
    const unsure = messages.filter(bytes => tabled(bytes) === null);
    expect(messages.length).toBeGreaterThan(500);
    expect(unsure.length / messages.length).toBeLessThan(0.05);
    for (const bytes of messages) {
      const found = tabled(bytes);
      if (found !== null) expect(found).toEqual(parsed(bytes));
    }
  });

  test('is right whenever it is sure, whatever changed in a message', () => {
    let sure = 0;
    fc.assert(
      fc.property(
        fc.nat(),
        changes,
        fc.constantFrom(0, 10, 13, 58, 255),
        fc.nat(31),
        (pick, some, behind, place) => {
          let text = latin1(messages[pick % messages.length] as Uint8Array);
          for (const { at, cut, part } of some) {
            const from = at % (text.indexOf('\r\n\r\n') + 2 || text.length + 1);
            text = text.slice(0, from) + part + text.slice(from + cut);
          }
          const bytes = fromLatin1(text);
          const found = tabled(bytes, behind, MESSAGE + place);
          if (found === null) return;
          sure++;
          expect(found).toEqual(parsed(bytes));
        },
      ),
      { numRuns: 4000 },
    );
    expect(sure).toBeGreaterThan(400);
  });

  test('knows names in any case and in their compact form', () => {
    const names = ['V', 'f', 'T', 'i', 'CSEQ', 'l', 'K', 'x-OTHER', 'q'];
    const values = ['SIP/2.0/UDP a', '<sip:a@b>', 'sip:b', 'x', '1 OPTIONS', '0', 'path', '', '1'];
    const lines = names.map((name, i) => `${name}: ${values[i]}`);
    const found = tabled(fromLatin1(['OPTIONS sip:b SIP/2.0', ...lines, '', ''].join('\r\n')));
    const long = ['via', 'from', 'to', 'call-id', 'cseq', 'content-length', 'supported', 'x-other', 'q'];
    expect(found?.fields).toEqual(long.map((name, i) => [name, values[i]]));
  });

  const WHOLE = latin1(wholeMessage('OPTIONS sip:b@ims.example SIP/2.0', 'body'));

  test.each<readonly [string, string]>([
    ['the line end before it', `\r\n${WHOLE}`],
    ['bare line feeds', WHOLE.replaceAll('\r\n', '\n')],
    ['a folded line', WHOLE.replace('Call-ID: ', 'Call-ID:\r\n ')],
    ['a tab', WHOLE.replace('Call-ID: ', 'Call-ID:\t')],
    ['a line without colon', WHOLE.replace('Call-ID', 'X\r\nCall-ID')],
    ['a blank before the colon', WHOLE.replace('Call-ID', 'Call-ID ')],
    ['another character than ASCII', WHOLE.replace('call-1', 'cäll-1')],
    ['a header that is missing', WHOLE.replace('Call-ID', 'X-ID')],
    ['a header that is there twice', WHOLE.replace('Call-ID', 'i: 1\r\nCall-ID')],
    ['a second message behind it', WHOLE + WHOLE],
    ['a body that is cut', WHOLE.slice(0, -1)],
    ['headers that are cut', WHOLE.slice(0, -6)],
    [
      'more fields than the table has rows',
      WHOLE.replace('Call-ID', `${'X: y\r\n'.repeat(CAPACITY)}Call-ID`),
    ],
    ['nothing', ''],
  ])('is unsure of %s', (_, text) => {
    expect(tabled(fromLatin1(WHOLE))).not.toBeNull();
    expect(tabled(fromLatin1(text))).toBeNull();
  });

  test('writes only the table and its scratch', () => {
    const bytes = fromLatin1(WHOLE);
    octets.set(bytes, MESSAGE);
    const end = TABLE + 4 * (SIP_TABLE.rows + 6 * SIP_ROW_WORDS);
    const before = octets.slice(end);
    octets.fill(0xaa, end, MESSAGE);
    before.fill(0xaa, 0, MESSAGE - end);
    expect(wasm.sipTable(MESSAGE, bytes.length, TABLE, 6)).toBe(6);
    expect(Buffer.compare(octets.slice(end), before)).toBe(0);
  });
});
