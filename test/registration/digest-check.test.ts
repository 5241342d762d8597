import { describe, expect, test } from 'vitest';
import { akav2Password, digestResponse } from '../../src/aka/digest-response.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import {
  type AnsweringRequest,
  checkResponse,
  formOfResponse,
  type KnownResponse,
} from '../../src/registration/digest-check.ts';
import { parseAuthorization } from '../../src/sip/digest.ts';
import { WORKED } from '../support/events/worked-example.ts';

const hex = (text: string) => fromHex(text) as Uint8Array;
const KEYS = { ck: hex(WORKED.ck), ik: hex(WORKED.ik) };
const USIM: KnownResponse = { res: hex(WORKED.res), keys: KEYS, isContradicted: false, ofUsim: true };
const XRES: KnownResponse = { res: hex(WORKED.res), keys: null, isContradicted: false, ofUsim: false };
const OTHER: KnownResponse = { res: new Uint8Array(8), keys: KEYS, isContradicted: false, ofUsim: true };
const REGISTER: AnsweringRequest = { method: 'REGISTER', body: new Uint8Array(0) };
const QOP = `qop=auth, nc=${WORKED.nc}, cnonce="${WORKED.cnonce}"`;
const { username, realm, uri, nonce } = WORKED;

function check(response: string, more: string, known: readonly KnownResponse[] = [USIM], request = REGISTER) {
  const value = `Digest username="${username}", realm="${realm}", uri="${uri}", nonce="${nonce}", response="${response}", ${more}`;
  return checkResponse(parseAuthorization(value), null, request, known);
}

describe('checkResponse', () => {
  test.each([
    ['AKAv1 with qop', WORKED.response.akav1, `algorithm=AKAv1-MD5, ${QOP}`],
    ['AKAv1 without qop', WORKED.response.akav1WithoutQop, 'algorithm=AKAv1-MD5'],
    ['AKAv2', WORKED.response.akav2, `algorithm=AKAv2-MD5, ${QOP}`],
    ['upper case', WORKED.response.akav1.toUpperCase(), `algorithm=AKAv1-MD5, ${QOP}`],
  ])('%s', (_, response, more) => {
    expect(check(response, more)).toBe('confirmed');
    expect(check(response, more, [OTHER])).toBe('wrong');
    expect(check(response, more, [])).toBeNull();
    expect(check(response.replace(/^./, '0'), more)).toBe('wrong');
  });

  test('of several answers of the HSS one is right, and if none is, nothing is known', () => {
    const more = `algorithm=AKAv1-MD5, ${QOP}`;
    const [right, forged] = [XRES, { ...XRES, res: new Uint8Array(8) }].map(one => ({
      ...one,
      isContradicted: true,
    })) as [KnownResponse, KnownResponse];
    expect(check(WORKED.response.akav1, more, [forged, right])).toBe('confirmed');
    expect(check(WORKED.response.akav1, more, [forged, forged])).toBeNull();
    expect(check(WORKED.response.akav1, more, [forged, OTHER])).toBe('wrong');
  });

  test.each(['AKAv1-SHA-256', 'AKAv2-SHA-256'])('%s, auth-int covers the body', algorithm => {
    const body = fromLatin1('body');
    const input = {
      username,
      realm,
      nonce,
      uri,
      qop: 'auth-int',
      nc: '00000001',
      cnonce: 'c',
      method: 'REGISTER',
      body,
    };
    const password = algorithm.startsWith('AKAv1')
      ? USIM.res
      : akav2Password({ res: USIM.res, ...KEYS }, 'sha-256');
    const response = digestResponse(input, password, 'sha-256');
    const more = `algorithm=${algorithm}, qop=auth-int, nc=00000001, cnonce="c"`;
    expect(check(response, more, [USIM], { method: 'REGISTER', body })).toBe('confirmed');
    expect(check(response, more)).toBe('wrong');
  });

  test('the password is empty with auts, and nothing needs to be known', () => {
    const more = `algorithm=AKAv1-MD5, ${QOP}, auts="${WORKED.auts}"`;
    expect(check(WORKED.response.emptyPassword, more, [])).toBe('confirmed');
    expect(check(WORKED.response.akav1, more)).toBe('wrong');
  });

  test('XRES alone suffices for AKAv1, not for AKAv2', () => {
    expect(check(WORKED.response.akav1, `algorithm=AKAv1-MD5, ${QOP}`, [XRES])).toBe('confirmed');
    expect(check(WORKED.response.akav2, `algorithm=AKAv2-MD5, ${QOP}`, [XRES])).toBeNull();
    expect(check(WORKED.response.akav2, `algorithm=AKAv2-MD5, ${QOP}`, [{ ...XRES, keys: KEYS }])).toBe(
      'confirmed',
    );
  });

  test('keys of an HSS may be derived already: no match says nothing', () => {
    const derived = { ck: hex(WORKED.derivedCk), ik: hex(WORKED.derivedIk) };
    const more = `algorithm=AKAv2-MD5, ${QOP}`;
    expect(check(WORKED.response.akav2, more, [{ ...XRES, keys: derived }])).toBeNull();
  });

  test('the algorithm of the challenge serves an answer that names none', () => {
    const value = `Digest username="${username}", realm="${realm}", uri="${uri}", nonce="${nonce}", response="${WORKED.response.akav1}", ${QOP}`;
    const digest = parseAuthorization(value);
    expect(checkResponse(digest, 'AKAv1-MD5', REGISTER, [USIM])).toBe('confirmed');
    expect(checkResponse(digest, null, REGISTER, [USIM])).toBeNull();
    expect(checkResponse(digest, 'MD5', REGISTER, [USIM])).toBeNull();
  });

  test('no response, no verdict', () => {
    expect(check('', 'algorithm=AKAv1-MD5')).toBeNull();
    expect(
      checkResponse(parseAuthorization('Digest algorithm=AKAv1-MD5'), null, REGISTER, [USIM]),
    ).toBeNull();
  });
});

test('formOfResponse: the form that RES gives, whatever qop the header says', () => {
  const form = (response: string, known = [USIM]) => {
    const value = `Digest username="${username}", realm="${realm}", uri="${uri}", nonce="${nonce}", response="${response}", algorithm=AKAv1-MD5, ${QOP}`;
    return formOfResponse(parseAuthorization(value), null, REGISTER, known);
  };
  expect(form(WORKED.response.akav1)).toBe('auth');
  expect(form(WORKED.response.akav1WithoutQop)).toBe('none');
  expect(form(WORKED.response.akav1, [OTHER])).toBeNull();
  expect(form(WORKED.response.akav1, [])).toBeNull();
});
