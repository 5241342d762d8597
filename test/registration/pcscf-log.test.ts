import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import { parsePcscfLog } from '../../src/registration/pcscf-log.ts';

const NONCE = 'v1gaO1E9k4Rs9dYfnHf3dESL7b3uBYAA/tS1e+ra6jg=';
const [CK, IK] = ['67d4cb8376a467db6bd71d17a323e1e2', 'b3163aa954da7d82544a1ea1b1d2ee73'];
const VALUE = `Digest realm="ims.mnc001.mcc460.3gppnetwork.org", nonce="${NONCE}", algorithm=AKAv1-MD5, ck="${CK}", ik="${IK}", qop="auth,auth-int"`;

/** What Kamailio logs when it takes the keys out of a 401 (ims_registrar_pcscf and sec_agree). */
const OLD = `May  1 10:00:00 pcscf kamailio[31]: DEBUG: ims_auth [x.c:1]: Old header - WWW-Authenticate=${VALUE}`;

describe('a log of a P-CSCF', () => {
  test.each([
    ['as Kamailio writes it', OLD],
    ['as SIP has it', `WWW-Authenticate: ${VALUE}\r`],
    ['escaped by JSON', JSON.stringify({ log: `${OLD}\n` })],
    ['other orders and cases', `www-authenticate = Digest IK=${IK},CK=${CK.toUpperCase()},nonce="${NONCE}"`],
  ])('%s', (_, line) => {
    const { entries, issues } = parsePcscfLog(`one\n${line}\ntwo\n${line}`);
    expect(issues).toEqual([]);
    expect(entries.map(({ nonce, ck, ik, source }) => [nonce, toHex(ck), toHex(ik), source])).toEqual([
      [NONCE, CK, IK, 'file'],
    ]);
  });

  test('the header without its keys, and other lines, say nothing', () => {
    const without = OLD.replace(/ ck=.*qop/, ' qop').replace('Old', 'New');
    const other =
      'Creating security associations: Local IP: 10.0.0.1 port_pc: 5100 spi_uc 1, alg hmac-md5-96, ealg null';
    expect(parsePcscfLog(`${without}\n${other}\nck="${CK}", ik="${IK}"\n`)).toEqual({
      entries: [],
      issues: [{ place: '', kind: 'wrong', reason: 'expected WWW-Authenticate with ck and ik, found none' }],
    });
  });

  test.each([
    [OLD.replace(IK, IK.slice(2)), 'ik: expected 32 hex digits, found 30 characters'],
    [OLD.slice(0, OLD.indexOf(', ik')), 'ik: missing beside the other key'],
    [OLD.replace(NONCE, ''), 'nonce: missing beside ck and ik'],
  ])('a line that is refused, without its key: %#', (line, reason) => {
    const issue = { place: 'line 2', kind: 'wrong', reason };
    expect(parsePcscfLog(`\n${line}`)).toEqual({ entries: [], issues: [issue] });
    expect(parsePcscfLog(`${OLD}\n${line}\n${OLD}`)).toMatchObject({
      entries: [{ nonce: NONCE }],
      issues: [issue],
    });
  });

  test('any text is read', () => {
    const piece = fc.constantFrom(
      'WWW-Authenticate=Digest ',
      'ck="',
      'ik=',
      CK,
      'nonce="n"',
      ',',
      '"',
      '\n',
      '\\"',
    );
    fc.assert(
      fc.property(fc.array(piece), pieces => {
        for (const { ck, ik } of parsePcscfLog(pieces.join('')).entries)
          expect([ck.length, ik.length]).toEqual([16, 16]);
      }),
    );
  });
});
