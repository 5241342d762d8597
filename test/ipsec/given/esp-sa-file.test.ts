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
  return parseEspSa(line).wrong?.reason;
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
  expect(parsed.unsupported).toEqual([
    { line: 1, algorithm: 'BLOWFISH-CBC [RFC2451]' },
    { line: 3, algorithm: 'POLY1305' },
  ]);
  expect(parsed.sas?.map(({ unsupported }) => unsupported)).toEqual([
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
    ['seven columns', LINE.split(',').slice(0, 7).join(','), '8 columns were expected'],
    ['eleven columns', `${LINE},"","",""`, '11 were found'],
    ['protocol', with_(0, 'ipv4'), "protocol: IPv4 or IPv6 was expected, 'ipv4' was found"],
    ['source', with_(1, '10.0.0'), "source: an IPv4 address or * was expected, '10.0.0' was found"],
    ['destination', with_(2, '::1'), 'destination: an IPv4 address'],
    ['SPI without digits', with_(3, '0x'), 'SPI: '],
    ['SPI with a wildcard in the middle', with_(3, '0x1*2'), 'SPI: '],
    ['SPI above 32 bits', with_(3, '4294967296'), 'SPI: '],
    ['sequence numbers', `${LINE},"48-bit","0"`, 'sequence numbers: 32-bit or 64-bit'],
    ['high bits', `${LINE},"64-bit","x"`, 'high bits of sequence numbers'],
  ])('%s', (_, line, text) => {
    expect(reason(line)).toContain(text);
  });

  test.each([
    [
      'too short',
      with_(5, '0x5ec2e7'),
      'key of AES-CBC [RFC3602]: 16 or 24 or 32 octets were expected, 3 were found',
    ],
    ['odd', with_(5, '0x5ec2e'), 'an even number of hex digits'],
    ['no hex', with_(5, '0x5ec2eG'), 'an even number of hex digits'],
    ['text of another length', with_(5, '5ec2e7'), '6 were found'],
    ['no key for the ICV', with_(7, ''), 'key of HMAC-SHA-1-96 [RFC2404]: there is none'],
    ['odd key for the ICV', with_(7, '0x5ec2e'), 'key of HMAC-SHA-1-96 [RFC2404]'],
  ])('a key: %s, and it is not repeated', (_, line, text) => {
    expect(reason(line)).toContain(text);
    expect(reason(line)).not.toContain('5ec2e');
  });

  test('the line is counted with comments and empty lines', () => {
    expect(parseEspSa(`# one\n\n${LINE}\nnonsense\n`).wrong?.line).toBe(4);
  });

  test('any text is read or refused', () => {
    const text = fc.array(fc.oneof(fc.string(), fc.constantFrom('"', ',', '\n', '0x', '*', LINE)));
    fc.assert(
      fc.property(text, parts => {
        const { sas, wrong } = parseEspSa(parts.join(''));
        expect(sas === null).toBe(wrong !== null);
      }),
    );
  });
});
