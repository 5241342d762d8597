import { expect, test } from 'vitest';
import { digestResponse } from '../../../../src/aka/digest-response.ts';
import { toBase64 } from '../../../../src/bytes/base64.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { Digests } from '../../../../src/output/anonymise/messages/digests.ts';
import { Mapping } from '../../../../src/output/anonymise/names/mapping.ts';

const mapping = new Mapping(Buffer.from('one secret'));
const challenge = Uint8Array.from({ length: 32 }, (_, i) => i);
const nonce = toBase64(challenge);
const xres = fromHex('0102030405060708') as Uint8Array;
const about = { method: 'REGISTER', body: '', shownBody: '' };
const given = {
  username: 'alice@example.org',
  realm: 'example.org',
  nonce,
  uri: 'sip:example.org',
  method: 'REGISTER',
  body: new Uint8Array(0),
};

function authorization(response: string): string {
  return `username="${given.username}", realm="${given.realm}", nonce="${nonce}", uri="${given.uri}", response="${response}", algorithm=AKAv1-MD5`;
}

function parameter(text: string, name: string): string {
  return new RegExp(`${name}="([^"]*)"`).exec(text)?.[1] ?? '';
}

/** Is the answer right for the replaced XRES? */
function isRight(shown: string): boolean {
  const mapped = xres.slice();
  mapping.octets(mapped);
  const [username, realm, other, uri] = ['username', 'realm', 'nonce', 'uri'].map(name =>
    parameter(shown, name),
  );
  const input = { username, realm, nonce: other, uri, method: 'REGISTER', qop: null, nc: null, cnonce: null };
  return (
    digestResponse({ ...input, body: new Uint8Array(0) } as Parameters<typeof digestResponse>[0], mapped) ===
    parameter(shown, 'response')
  );
}

const right = digestResponse({ ...given, qop: null, nc: null, cnonce: null }, xres);

test('an answer that was right is right afterwards, and a wrong one is wrong', () => {
  const digests = new Digests(mapping);
  digests.expect(challenge, xres);
  const shown = digests.header(authorization(right), about);
  expect(shown.length).toBe(authorization(right).length);
  expect(shown).not.toMatch(new RegExp(`alice|${right}`));
  expect(isRight(shown)).toBe(true);
  expect(isRight(digests.header(authorization('0'.repeat(32)), about))).toBe(false);
});

test('an answer that cannot be checked is replaced', () => {
  const shown = new Digests(mapping).header(authorization(right), about);
  expect(parameter(shown, 'response')).toMatch(/^[0-9a-f]{32}$/);
  expect(shown).not.toContain(right);
});

test('keys and AUTS are replaced', () => {
  const text = `nonce="${nonce}", ck="00112233445566778899aabbccddeeff", ik="ffeeddccbbaa99887766554433221100", auts="AAECAwQFBgcICQoLDA0="`;
  const shown = new Digests(mapping).header(text, about);
  expect(shown.length).toBe(text.length);
  for (const name of ['ck', 'ik', 'auts', 'nonce'])
    expect(parameter(shown, name)).not.toBe(parameter(text, name));
  const mapped = challenge.slice();
  mapping.octets(mapped);
  expect(parameter(shown, 'nonce')).toBe(toBase64(mapped));
});
