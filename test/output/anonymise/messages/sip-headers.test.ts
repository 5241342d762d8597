import { expect, test } from 'vitest';
import {
  anonymousField,
  anonymousStartLine,
  fieldsOf,
  fieldValue,
} from '../../../../src/output/anonymise/messages/sip-headers.ts';
import { replacing } from '../../../support/captures/anonymised.ts';

const about = { method: 'REGISTER', body: '', shownBody: '' };
const field = (text: string) => anonymousField(text, replacing(), about);

test('folded lines belong to the field before them', () => {
  const fields = fieldsOf('A sip:b SIP/2.0\r\nm: <sip:x>,\r\n <sip:y>\r\nl: 0');
  expect(fields).toHaveLength(3);
  expect(fieldValue(fields, 'content-length')).toBe('0');
  expect(fieldValue(fields, 'contact')).toContain('<sip:y>');
});

test.each([
  'SIP/2.0 401 Unauthorized - Challenging the UE\r\n',
  'CSeq: 1234567890 REGISTER\r\n',
  'Security-Server: ipsec-3gpp;q=0.1;spi-c=4153302233;port-s=5063;alg=hmac-sha-1-96\r\n',
  'Feature-Caps: *;+g.3gpp.srvcc\r\n',
])('%j stays', line => {
  expect(line.startsWith('SIP') ? anonymousStartLine(line, replacing().mapping) : field(line)).toBe(line);
});

test.each([
  [
    'Contact: <sip:alice@10.0.0.1:5060;transport=tcp>;expires=600;+g.3gpp.smsip;reg-id=1\r\n',
    /^Contact: <sip:\w{5}@10\.\d\.\d\.\d:5060;transport=tcp>;expires=600;\+g\.3gpp\.smsip;reg-id=1\r\n$/,
  ],
  [
    'P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=0010100010000b01\r\n',
    /^P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=[0-9a-f]{16}\r\n$/,
  ],
  [
    'Via: SIP/2.0/TCP alice.example.org:5060;branch=z9hG4bKx1;received=10.0.0.1;rport=5060\r\n',
    /^Via: SIP\/2\.0\/TCP \w{5}\.\w{7}\.org:5060;branch=z9hG4bK\w\d;received=10\.\d\.\d\.\d;rport=5060\r\n$/,
  ],
  [
    'Authorization: Digest username="alice@example.org",nonce="",response=""\r\n',
    /^Authorization: Digest username="\w{5}@\w{7}\.org",nonce="",response=""\r\n$/,
  ],
])('%j keeps its form', (line, form) => {
  const shown = field(line);
  expect(shown).toMatch(form);
  expect(shown).not.toMatch(/alice|example|10\.0\.0\.1|0010100010000b01/);
});
