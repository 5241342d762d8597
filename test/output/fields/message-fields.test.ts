import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HEADER_FIELDS } from '../../../src/output/fields/header-fields.ts';
import { MESSAGE_FIELDS } from '../../../src/output/fields/message-fields.ts';
import { CONTEXT, fieldValues } from '../../support/events/field-values.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const request = sipEvent([
  'REGISTER sip:bob@home.net:5070;lr SIP/2.0',
  'Via: SIP/2.0/UDP [2001:db8::1]:5062;branch=z9hG4bKa;rport, SIP / 2.0 / TCP host : 7 ; branch = z9hG4bKb;ttl=3',
  'Via: nonsense',
  'v: SIP/2.0/TLS c.example;rport=99;received=1.2.3.4',
  'To: Bob B <tel:+49>',
  'From: "A, \\"B\\" <x>" <sip:a:pw@b:5066;transport=tcp;x=y>;tag=t1',
  'm: <sip:a@1.1.1.1:1;p=1>;expires=5;q="0;5", "C, D" <sips:b@[::1]>, sip:c@d;e=f, <sip:g@h',
  'P-Asserted-Identity: <sip:+49@ims.net>, <tel:+49>',
  'Route: <sip:r1@p1.net;lr>,<sip:p2.net:6000;lr>',
  'CSeq: 7   REGISTER',
  'P-Access-Network-Info: 3GPP-NR-FDD ; utran-cell-id-3gpp=001',
  'Security-Verify: ipsec-3gpp;alg=hmac-md5-96;spi-c=5',
  'Security-Client: ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=0012;spi-s=77;port-c=1;port-s=2;prot=esp, tls',
]);
const response = sipEvent(['SIP/2.0 486 Busy', 'To: sip:x@y;tag=2', 'From: sip:z@y;tag=1', 'Contact: *']);

describe('fields of a message', () => {
  test.each([
    ['sip.Method', ['REGISTER'], []],
    ['sip.Status-Code', [], ['486']],
    ['sip.Request-Line', ['REGISTER sip:bob@home.net:5070;lr SIP/2.0'], []],
    ['sip.Status-Line', [], ['SIP/2.0 486 Busy']],
    ['sip.r-uri', ['sip:bob@home.net:5070;lr'], []],
    ['sip.r-uri.user', ['bob'], []],
    ['sip.r-uri.host', ['home.net'], []],
    ['sip.r-uri.port', ['5070'], []],
    ['sip.r-uri.param', ['lr'], []],
    ['sip.from.display.info', ['"A, \\"B\\" <x>"'], []],
    ['sip.from.addr', ['sip:a:pw@b:5066;transport=tcp;x=y'], ['sip:z@y']],
    ['sip.from.user', ['a:pw'], ['z']],
    ['sip.from.param', ['transport=tcp', 'x=y'], []],
    ['sip.from.tag', ['t1'], ['1']],
    ['sip.to.display.info', ['Bob B'], []],
    ['sip.to.user', [], ['x']],
    ['sip.tag', ['t1'], ['2', '1']],
    ['sip.contact.uri', ['sip:a@1.1.1.1:1;p=1', 'sips:b@[::1]', 'sip:c@d', 'sip:g@h'], []],
    ['sip.contact.display.info', ['"C, D"'], []],
    ['sip.contact.host', ['1.1.1.1', '[::1]', 'd', 'h'], []],
    ['sip.contact.parameter', ['expires=5', 'q="0;5"', 'e=f'], []],
    ['sip.pai.addr', ['sip:+49@ims.net', 'tel:+49'], []],
    ['sip.pai.user', ['+49'], []],
    ['sip.Route.uri', ['sip:r1@p1.net;lr', 'sip:p2.net:6000;lr'], []],
    ['sip.Route.port', ['6000'], []],
    ['sip.CSeq.seq', ['7'], []],
    ['sip.CSeq.method', ['REGISTER'], []],
    ['sip.Via.transport', ['UDP', 'TCP', 'TLS'], []],
    ['sip.Via.sent-by.address', ['2001:db8::1', 'host', 'c.example'], []],
    ['sip.Via.sent-by.port', ['5062', '7'], []],
    ['sip.Via.branch', ['z9hG4bKa', 'z9hG4bKb'], []],
    ['sip.Via.rport', ['rport', '99'], []],
    ['sip.Via.received', ['1.2.3.4'], []],
    ['sip.P-Access-Network-Info.access-type', ['3GPP-NR-FDD'], []],
    ['sip.P-Access-Network-Info.utran-cell-id-3gpp', ['001'], []],
    ['sip.sec_mechanism', ['ipsec-3gpp', 'ipsec-3gpp', 'tls'], []],
    ['sip.sec_mechanism.alg', ['hmac-md5-96', 'hmac-sha-1-96'], []],
    ['sip.sec_mechanism.ealg', ['aes-cbc'], []],
    ['sip.sec_mechanism.prot', ['esp'], []],
    ['sip.sec_mechanism.spi_c', ['5', '12'], []],
    ['sip.sec_mechanism.port_s', ['2'], []],
  ])('%s', (name, ofRequest, ofResponse) => {
    expect(fieldValues(name, request)).toEqual(ofRequest);
    expect(fieldValues(name, response)).toEqual(ofResponse);
  });

  test('sip.msg_hdr goes from the start line to the body', () => {
    const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Call-ID: c', '', 'body']);
    expect(fieldValues('sip.msg_hdr', event)).toEqual(['Call-ID: c\\r\\n\\r\\n']);
    expect(fieldValues('sip.msg_body', event)).toEqual(['1']);
    expect(fieldValues('sip.msg_body', response)).toEqual([]);
    expect(fieldValues('sip.msg_hdr', sipEvent(['OPTIONS sip:a SIP/2.0']))).toEqual(['\\r\\n']);
  });

  test('any header text is taken', () => {
    const fields = [...MESSAGE_FIELDS, ...HEADER_FIELDS];
    const value = fc.string({
      unit: fc.constantFrom('a', '"', '\\', '<', '>', ';', ',', '=', ' ', ':', '/', '@', '['),
    });
    const name = fc.constantFrom('Via', 'From', 'Contact', 'Route', 'Security-Client', 'CSeq', 'Expires');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 4 }), headers => {
        const event = sipEvent(['OPTIONS sip:a SIP/2.0', ...headers.map(([one, text]) => `${one}: ${text}`)]);
        for (const { read } of fields) read(event, CONTEXT);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
