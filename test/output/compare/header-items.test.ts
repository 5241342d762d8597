import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { headerItems } from '../../../src/output/compare/header-items.ts';
import { SipMessage } from '../../../src/sip/message.ts';
import { message } from './compare-messages.ts';

const itemsOf = (...headers: string[]) =>
  Object.fromEntries(headerItems(message('REGISTER sip:x SIP/2.0', headers)));

describe('a REGISTER', () => {
  test('words of lists, each by itself', () => {
    expect(itemsOf('Supported: path, sec-agree', 'k: gruu', 'Require: sec-agree')).toEqual({
      'Supported: path': 'yes',
      'Supported: sec-agree': 'yes',
      'Supported: gruu': 'yes',
      'Require: sec-agree': 'yes',
    });
  });

  test('mechanisms with their algorithms in any order; SPIs and ports only as such', () => {
    const offer = 'ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=1;spi-s=2;port-c=3;port-s=4';
    expect(itemsOf(`Security-Client: ${offer}, ipsec-3gpp;ealg=null;alg=hmac-md5-96;q=0.1`)).toEqual({
      'Security-Client: ipsec-3gpp alg=hmac-sha-1-96 ealg=aes-cbc': 'yes',
      'Security-Client: ipsec-3gpp alg=hmac-md5-96 ealg=null': 'yes',
      'Security-Client spi-c': 'given',
      'Security-Client spi-s': 'given',
      'Security-Client port-c': 'given',
      'Security-Client port-s': 'given',
    });
  });

  test('parameters of Contact and of its URI, without user and address', () => {
    expect(
      itemsOf(
        'Contact: <sip:001@10.0.0.2:5060;transport=tcp>;+g.3gpp.smsip;expires=600;+sip.instance="<urn:x>"',
      ),
    ).toEqual({
      Contact: 'sip URI',
      'Contact URI transport': 'tcp',
      'Contact +g.3gpp.smsip': 'yes',
      'Contact expires': '600',
      'Contact +sip.instance': 'given',
    });
  });

  test('parameters of Authorization: those of its own only as given or empty', () => {
    const text =
      'Digest username="x", realm="r", nonce="", uri="sip:r", response="", integrity-protected=yes';
    expect(itemsOf(`Authorization: ${text}`)).toEqual({
      Authorization: 'Digest',
      'Authorization username': 'given',
      'Authorization realm': 'r',
      'Authorization nonce': 'empty',
      'Authorization uri': 'given',
      'Authorization response': 'empty',
      'Authorization integrity-protected': 'yes',
    });
  });

  test('the access network by its type, other headers by their text, and none that each message has of its own', () => {
    expect(
      itemsOf(
        'P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=0010100010019b',
        'User-Agent: phone 1.2',
        'CSeq: 1 REGISTER',
        'Max-Forwards: 70',
        'Via: SIP/2.0/TCP 10.0.0.2:5060;branch=z9hG4bKx;keep',
        'Via: SIP/2.0/UDP 10.0.0.9',
      ),
    ).toEqual({
      'P-Access-Network-Info': '3GPP-E-UTRAN-FDD',
      'P-Access-Network-Info utran-cell-id-3gpp': 'given',
      'User-Agent': 'phone 1.2',
      Via: 'TCP',
      'Via branch': 'given',
      'Via keep': 'yes',
    });
  });
});

test('an answer by its status line', () => {
  expect(headerItems(message('SIP/2.0 403 Forbidden', [])).get('status')).toBe('403 Forbidden');
});

test('two messages that differ only in what is their own have the same items', () => {
  const of = (n: number) =>
    itemsOf(
      `From: <sip:00101000000000${n}@x>;tag=${n}`,
      `Contact: <sip:u${n}@10.0.0.${n}:${5000 + n}>;expires=600`,
      `Authorization: Digest username="u${n}", realm="r", nonce="n${n}", response="${n}", uri="sip:${n}"`,
      `Security-Verify: ipsec-3gpp;alg=hmac-sha-1-96;spi-c=${n};spi-s=${n};port-c=${n};port-s=${n}`,
    );
  expect(of(1)).toEqual(of(2));
});

test('any header is read without an error', () => {
  const name = fc.constantFrom(
    'Contact',
    'Authorization',
    'Security-Client',
    'Via',
    'Supported',
    'P-Charging-Vector',
    'X',
  );
  const value = fc.string({ unit: fc.constantFrom(...';,="<>: \\aq\t/') });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), fields => {
      const head = `REGISTER sip:x SIP/2.0\r\n${fields.map(([field, text]) => `${field}: ${text}`).join('\r\n')}\r\n\r\n`;
      for (const [, text] of headerItems(new SipMessage(Buffer.from(head, 'latin1'), head.length)))
        expect(typeof text).toBe('string');
    }),
  );
});
