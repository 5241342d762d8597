import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { parseEspSa } from '../../../src/ipsec/given/esp-sa-file.ts';
import { given, givenSas } from '../../support/captures/given-sa.ts';

const LINE =
  '"IPv4","10.0.0.2","10.0.0.1","0x0000115c","AES-CBC [RFC3602]","0x000102030405060708090a0b0c0d0e0f","HMAC-SHA-1-96 [RFC2404]","0x0b0b"';

/** A right line with one column changed, counted from 0. */
function with_(column: number, value: string): string {
  const columns = LINE.split(',');
  columns[column] = `"${value}"`;
  return columns.join(',');
}

function reason(line: string): string | undefined {
  return parseEspSa(line).issues[0]?.reason;
}

test('a line of eight columns', () => {
  const [sa] = givenSas(LINE);
  expect(sa).toMatchObject({
    family: 4,
    spi: 4444,
    spiMask: 0xffffffff,
    encryption: 'AES-CBC [RFC3602]',
    ealg: 'aes-cbc',
    alg: 'hmac-sha-1-96',
    sequenceHigh: null,
    unsupported: null,
  });
  expect(toHex(sa?.encryptionKey as Uint8Array)).toBe('000102030405060708090a0b0c0d0e0f');
  expect(toHex(sa?.authenticationKey as Uint8Array)).toBe('0b0b');
});

test('comments, empty lines, CR LF, a byte order mark and a last line without its end', () => {
  const text = `\xef\xbb\xbf# written by hand\r\n\r\n${LINE}\r\n  \r\n# more\r\n${LINE}`;
  expect(givenSas(text)).toHaveLength(2);
  expect(givenSas('')).toEqual([]);
});

test('keys as text, and the escapes of Wireshark', () => {
  const sa = given(
    '"*","*","1","DES-CBC [RFC2405]","desc\\x22te\\x80","HMAC-MD5-96 [RFC2403]","hmacmd5authentic"',
  );
  expect(new TextDecoder('latin1').decode(sa.authenticationKey)).toBe('hmacmd5authentic');
  expect(toHex(sa.encryptionKey)).toBe('6465736322746580');
});

test.each([
  ['*', 0, 0],
  ['0x*', 0, 0],
  ['0x12*', 0x12000000, 0xff000000],
  ['0x1*2*3*4*', 0x10203040, 0xf0f0f0f0],
  ['0x12******', 0x12000000, 0xff000000],
  ['10', 10, 0xffffffff],
  ['0xA', 10, 0xffffffff],
  ['4294967295', 0xffffffff, 0xffffffff],
])('SPI %s', (text, spi, spiMask) => {
  expect(givenSas(with_(3, text))[0]).toMatchObject({ spi, spiMask });
});

test.each([
  ['64-bit', '0', 0],
  ['64-bit', '0x10', 16],
  ['64-bit', '7', 7],
  ['32-bit', '7', null],
])('ten columns with %s and %s', (length, high, sequenceHigh) => {
  expect(givenSas(`${LINE},"${length}","${high}"`)[0]?.sequenceHigh).toBe(sequenceHigh);
});

test('an algorithm that is not supported is named, and the other lines are used', () => {
  const parsed = parseEspSa([with_(4, 'BLOWFISH-CBC [RFC2451]'), LINE, with_(6, 'POLY1305')].join('\n'));
  expect(parsed.issues.map(({ place, kind, reason }) => `${place} ${kind} ${reason}`)).toEqual([
    'line 1 unsupported BLOWFISH-CBC [RFC2451] is not supported: packets of this SA are not decrypted',
    'line 3 unsupported POLY1305 is not supported: packets of this SA are not decrypted',
  ]);
  expect(parsed.entries.map(({ unsupported }) => unsupported)).toEqual([
    'BLOWFISH-CBC [RFC2451]',
    null,
    'POLY1305',
  ]);
});

describe('what is wrong', () => {
  test.each([
    ['no quotes', LINE.replaceAll('"', ''), 'columns in double quotes'],
    ['a quote that is open', `${LINE}"`, 'columns in double quotes'],
    ['text behind the columns', `${LINE} # mine`, 'columns in double quotes'],
    ['seven columns', LINE.split(',').slice(0, 7).join(','), 'expected 8 columns'],
    ['eleven columns', `${LINE},"","",""`, 'found 11'],
    ['protocol', with_(0, 'ipv4'), "protocol: expected IPv4 or IPv6, found 'ipv4'"],
    ['source', with_(1, '10.0.0'), "source: expected an IPv4 address or *, found '10.0.0'"],
    ['destination', with_(2, '::1'), 'destination: expected an IPv4 address'],
    ['SPI without digits', with_(3, '0x'), 'SPI: '],
    ['SPI with a wildcard in the middle', with_(3, '0x1*2'), 'SPI: '],
    ['SPI above 32 bits', with_(3, '4294967296'), 'SPI: '],
    ['sequence numbers', `${LINE},"48-bit","0"`, 'sequence numbers: expected 32-bit or 64-bit'],
    ['high bits', `${LINE},"64-bit","x"`, 'high bits of sequence numbers'],
  ])('%s', (_, line, text) => {
    expect(reason(line)).toContain(text);
  });

  test.each([
    ['too short', with_(5, '0x5ec2e7'), 'key of AES-CBC [RFC3602]: expected 16 or 24 or 32 octets, found 3'],
    ['odd', with_(5, '0x5ec2e'), 'an even number of hex digits'],
    ['no hex', with_(5, '0x5ec2eG'), 'an even number of hex digits'],
    ['text of another length', with_(5, '5ec2e7'), 'found 6'],
    ['no key for the ICV', with_(7, ''), 'key of HMAC-SHA-1-96 [RFC2404]: missing'],
    ['odd key for the ICV', with_(7, '0x5ec2e'), 'key of HMAC-SHA-1-96 [RFC2404]'],
  ])('a key: %s, and it is not repeated', (_, line, text) => {
    expect(reason(line)).toContain(text);
    expect(reason(line)).not.toContain('5ec2e');
  });

  test('the line is counted with comments and empty lines', () => {
    expect(parseEspSa(`# one\n\n${LINE}\nnonsense\n`).issues[0]?.place).toBe('line 4');
  });

  test('a wrong line is one issue and loses no other line', () => {
    const { entries, issues } = parseEspSa(`${LINE}\n"x"\n${LINE}\n`.repeat(2));
    expect(entries).toHaveLength(4);
    expect(issues.map(({ place, kind }) => `${place} ${kind}`)).toEqual(['line 2 wrong', 'line 5 wrong']);
  });

  test('each line of any text is read or refused', () => {
    const text = fc.array(fc.oneof(fc.string(), fc.constantFrom('"', ',', '\n', '0x', '*', LINE)));
    fc.assert(
      fc.property(text, parts => {
        const lines = parts.join('').split('\n');
        const { entries, issues } = parseEspSa(lines.join('\n'));
        const wrong = issues.filter(({ kind }) => kind === 'wrong');
        const written = lines.filter(line => !/^\s*(#|$)/.test(line));
        expect(entries.length + wrong.length).toBe(written.length);
      }),
    );
  });
});
