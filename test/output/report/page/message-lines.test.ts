import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageLines } from '../../../../src/output/report/page/message-lines.js';

const LINES = [
  'SIP/2.0 401 Unauthorized',
  'Via: SIP/2.0/UDP a;branch=z9hG4bK',
  'WWW-Authenticate: Digest realm="a, b", nonce="x\\"=1",',
  '  algorithm=AKAv1-MD5, ck=(hidden)',
  'security-server : ipsec-3gpp; q=0.1; spi-c = 1234;port-s=6101',
  '',
  'Security-Verify: no header, spi-c=1',
];

/** The parameters that stand out, with their line. */
function parameters(text: string): string[] {
  return messageLines(text).flatMap(({ part, pieces }, line) =>
    pieces.flatMap(({ kind, text: name }, i) => {
      const value = pieces.slice(i).find(piece => piece.kind === 'value');
      return kind === 'name' ? [`${line} ${part} ${name}=${value?.text}`] : [];
    }),
  );
}

test('parameters of security agreement and digest stand out, and no others', () => {
  expect(parameters(LINES.join('\r\n'))).toEqual([
    '2 digest realm="a, b"',
    '2 digest nonce="x\\"=1"',
    '3 digest algorithm=AKAv1-MD5',
    '3 digest ck=(hidden)',
    '4 agreement q=0.1',
    '4 agreement spi-c=1234',
    '4 agreement port-s=6101',
  ]);
});

test('start line, names of headers, body', () => {
  const lines = messageLines(LINES.join('\n'));
  expect(lines[0]?.pieces[0]?.kind).toBe('start');
  expect(lines[1]?.pieces[0]).toEqual({ kind: 'header', text: 'Via' });
  expect(lines[6]).toEqual({ part: 'body', pieces: [{ kind: 'plain', text: LINES[6] }] });
});

test('no character is lost or added', () => {
  const piece = fc.constantFrom(
    '\r\n',
    '\n',
    '\r',
    '=',
    '"',
    ';',
    ',',
    'a',
    'ck',
    ' ',
    'Authorization: ',
    '\\',
  );
  fc.assert(
    fc.property(
      fc.array(piece).map(pieces => pieces.join('')),
      text => {
        const lines = messageLines(text).map(({ pieces }) => pieces.map(one => one.text).join(''));
        expect(lines.join('\n')).toBe(text.replace(/\r?\n/g, '\n').replace(/\n$/, ''));
      },
    ),
  );
});

test.each(['a'.repeat(200_000), 'a='.repeat(100_000), `a${' '.repeat(200_000)}`, '"'.repeat(200_000)])(
  'a long header takes no longer than its length allows (%#)',
  value => {
    expect(messageLines(`OPTIONS a SIP/2.0\nAuthorization: ${value}`)).toHaveLength(2);
  },
);
