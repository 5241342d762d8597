import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromLatin1, latin1 } from '../../src/bytes/latin1.ts';
import { SipMessage } from '../../src/sip/message.ts';
import { lines, parsed, withHeaders } from './messages.ts';

const CHALLENGE = lines(
  'SIP/2.0 401 Unauthorized - Challenging the UE',
  'v: SIP/2.0/UDP [2001:db8::1]:6300;branch=z9hG4bK1;rport, SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK2',
  'Via: SIP/2.0/UDP 10.0.0.3;branch=z9hG4bK3',
  'f: "A, <B>" <sip:u@ims.example>;tag=abc',
  't: <sip:+15551234@ims.example;user=phone>;Tag="d e"',
  'i: 1-2@3',
  'CSeq:  2   REGISTER ',
  'WWW-Authenticate: Digest realm="r",',
  '  nonce="n",',
  '\tck="00", ik="11"',
  'Security-Server: ipsec-3gpp;q=0.1',
  'security-server :tls',
  'l: 4',
  '',
  'body',
);

describe('start line', () => {
  test('of a response', () => {
    const message = parsed(CHALLENGE);
    expect(message.startLine).toBe('SIP/2.0 401 Unauthorized - Challenging the UE');
    expect([message.status, message.method, message.requestUri]).toEqual([401, null, null]);
    expect(message.reason).toBe('Unauthorized - Challenging the UE');
  });

  test.each([
    ['SIP/2.0 100 \r\n\r\n', 100, ''],
    ['SIP/2.0 100\r\n\r\n', 100, ''],
    ['sip/2.0 699 caf\xe9\n\n', 699, 'caf\xe9'],
  ])('of the response %j', (text, status, reason) => {
    const message = parsed(fromLatin1(text));
    expect([message.status, message.reason]).toEqual([status, reason]);
  });

  test.each([
    ['RE%47IST%45R sip:registrar.example.com SIP/2.0\r\n\r\n', 'RE%47IST%45R', 'sip:registrar.example.com'],
    ['INVITE sip:u@e.com; lr SIP/2.0\r\n\r\n', 'INVITE', 'sip:u@e.com; lr'],
    ['INVITE  sip:u@e.com  SIP/2.0\r\n\r\n', 'INVITE', 'sip:u@e.com'],
    ['ACK tel:1 SIP/2.0\n\n', 'ACK', 'tel:1'],
  ])('of the request %j', (text, method, uri) => {
    const message = parsed(fromLatin1(text));
    expect([message.status, message.reason]).toEqual([null, null]);
    expect([message.method, message.requestUri]).toEqual([method, uri]);
  });
});

describe('headers', () => {
  test('compact and long names find each other, in any case', () => {
    const message = parsed(CHALLENGE);
    expect(message.header('Call-ID')).toBe('1-2@3');
    expect(message.header('I')).toBe('1-2@3');
    expect(message.headers('VIA')).toEqual(message.headers('v'));
    expect(message.headers('via').length).toBe(2);
    expect(message.header('Expires')).toBeNull();
    expect(message.headers('expires')).toEqual([]);
    expect(message.headers('call-id', 'v', 'expires').length).toBe(3);
  });

  test('folded lines are joined by one space', () => {
    expect(parsed(CHALLENGE).header('www-authenticate')).toBe(
      'Digest realm="r", nonce="n", ck="00", ik="11"',
    );
    expect(withHeaders('Security-Client: ', ' ipsec-3gpp; prot=ah').header('security-client')).toBe(
      'ipsec-3gpp; prot=ah',
    );
  });

  test('every field of a name in order, not split at commas', () => {
    expect(parsed(CHALLENGE).headers('security-server')).toEqual(['ipsec-3gpp;q=0.1', 'tls']);
    expect(parsed(CHALLENGE).headers('via')[0]).toContain(', SIP/2.0/UDP 10.0.0.2');
  });

  test('headers behind Content-Length count, the body does not', () => {
    const message = parsed(
      lines('MESSAGE sip:a SIP/2.0', 'Content-Length: 17', 'Security-Verify: tls', '', 'Call-ID: not-here'),
    );
    expect(message.header('security-verify')).toBe('tls');
    expect(message.callId).toBeNull();
    expect(latin1(message.bytes, message.bodyStart)).toBe('Call-ID: not-here');
  });

  test('lines without colon are passed over', () => {
    const message = withHeaders('nonsense', 'Call-ID: a', 'more nonsense', 'Subject:', 'Event : b:c');
    expect([message.callId, message.header('subject'), message.header('o')]).toEqual(['a', '', 'b:c']);
  });

  test('bare LF ends header lines too', () => {
    const message = parsed(fromLatin1('BYE sip:a SIP/2.0\nCall-ID: a\nSubject: b\n c\n\n'));
    expect([message.callId, message.header('s')]).toEqual(['a', 'b c']);
  });

  test('bytes above 7F stay as they are', () => {
    expect(withHeaders('Subject: \xc3\xa0').header('subject')).toBe('\xc3\xa0');
  });
});

describe('fields that registrations need', () => {
  test('of a challenge', () => {
    const message = parsed(CHALLENGE);
    expect(message.from).toEqual({ uri: 'sip:u@ims.example', tag: 'abc' });
    expect(message.to).toEqual({ uri: 'sip:+15551234@ims.example;user=phone', tag: 'd e' });
    expect(message.cseq).toEqual({ number: 2, method: 'REGISTER' });
    expect(message.via).toMatchObject({ host: '2001:db8::1', port: 6300, branch: 'z9hG4bK1' });
  });

  test('the Vias of all header fields, without those that cannot be read', () => {
    const message = withHeaders('Via: SIP/2.0/UDP a, SIP/2.0/TCP b:1', 'v: SIP/2.0', 'v: SIP/2.0/SCTP [::1]');
    expect(message.vias.map(({ transport, host, port }) => [transport, host, port])).toEqual([
      ['UDP', 'a', null],
      ['TCP', 'b', 1],
      ['SCTP', '::1', null],
    ]);
  });

  test('are null when they are missing', () => {
    const message = withHeaders();
    expect([message.from, message.to, message.cseq, message.via, message.callId, message.expires]).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(message.contacts).toEqual([]);
  });

  test('white space everywhere (RFC 4475 §3.1.1.1)', () => {
    const message = withHeaders(
      'TO :',
      ' sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n',
      'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
      '  ;',
      '  tag = 98asjd8',
      'cseq: 0009',
      '  INVITE',
      'Via  : SIP  /   2.0',
      ' /UDP',
      '    192.0.2.2;branch=390skdjuw',
    );
    expect(message.to).toEqual({ uri: 'sip:vivekg@chair-dnrc.example.com', tag: '1918181833n' });
    expect(message.from).toEqual({ uri: 'sip:jdrosen@example.com', tag: '98asjd8' });
    expect(message.cseq).toEqual({ number: 9, method: 'INVITE' });
    expect(message.via).toMatchObject({ host: '192.0.2.2', port: null, branch: '390skdjuw' });
  });

  test.each(['x REGISTER', '1', '36893488147419103232 REGISTER', '1 A B'])('CSeq %j is none', value => {
    expect(withHeaders(`CSeq: ${value}`).cseq).toBeNull();
  });

  test.each([
    [['Expires: 600000'], 600000],
    [['Expires: 3600', 'Contact: <sip:a@b>;expires=60'], 60],
    [['m: <sip:a@b>;expires="30", <sip:c@d>;expires=90', 'Contact: <sip:e@f>'], 90],
    [['Contact: <sip:a@b>, <sip:c@d>;expires=5', 'Expires: 7'], 7],
    [['Contact: *', 'Expires: 0'], 0],
    [['Contact: <sip:a@b>;expires=0'], 0],
    [['Contact: <sip:a@b;expires=5>'], null],
    [['Expires: soon'], null],
    [['Expires: 10000000000000000000'], 4294967295],
  ])('expires of %j', (headers, seconds) => {
    expect(withHeaders(...headers).expires).toBe(seconds);
  });

  test('contacts with the host and port of their URI', () => {
    const message = withHeaders(
      'Contact: <sip:u@[2001:db8::1]:6300;alias>;expires=60;+sip.instance="<urn:x>"',
      'm: tel:1',
    );
    expect(message.contacts).toEqual([
      {
        uri: 'sip:u@[2001:db8::1]:6300;alias',
        address: { host: '2001:db8::1', port: 6300 },
        expires: 60,
        instance: '<urn:x>',
      },
      { uri: 'tel:1', address: null, expires: null, instance: null },
    ]);
  });
});

describe('own', () => {
  test('makes a message independent of its buffer, read before or not', () => {
    const bytes = CHALLENGE.slice();
    const read = parsed(bytes);
    expect(read.callId).toBe('1-2@3');
    const kept = [read.own(), parsed(bytes).own()];
    bytes.fill(0);
    for (const message of kept) {
      expect(message.bytes).toEqual(CHALLENGE);
      expect([message.status, message.header('s'), message.cseq?.number]).toEqual([401, null, 2]);
      expect(message.headers('security-server').length).toBe(2);
    }
  });
});

describe('any bytes', () => {
  test('never make an accessor throw', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ':', ' ', '\r\n', '\n', '"', '<', '>', ',', ';', '=', '\\', '/', '['),
    });
    const names = fc.constantFrom('Via', 'From', 'To', 'CSeq', 'Contact', 'Expires', 'Call-ID');
    fc.assert(
      fc.property(fc.array(fc.tuple(names, text), { maxLength: 5 }), text, (headers, tail) => {
        const bytes = lines('SIP/2.0 200 OK', ...headers.map(header => header.join(':')), tail);
        const message = new SipMessage(bytes, bytes.length);
        expect(message.status).toBe(200);
        for (const name of ['via', 'from', 'to', 'cseq', 'contacts', 'expires', 'callId', 'reason'] as const)
          expect(() => message[name]).not.toThrow();
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('long lines and many lines take no time to speak of', () => {
    for (const unit of ['a\r\n', ' ', 'a:', 'a: \r\n', '\t\r\n ', '"', '\\', '1', '<']) {
      const long = `${unit.repeat(200_000)}z`;
      const message = withHeaders(
        `Contact: ${long}`,
        `Via: ${long}`,
        `Expires: ${long}`,
        `CSeq: ${long}`,
        'X: 1',
      );
      expect([message.header('x'), message.expires, message.cseq, message.via]).toEqual([
        '1',
        null,
        null,
        null,
      ]);
      expect(message.contacts.length).toBeLessThan(2);
    }
  });
});
