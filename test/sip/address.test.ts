import { describe, expect, test } from 'vitest';
import { parseHostPort, parseNameAddress, parseVia } from '../../src/sip/address.ts';

describe('parseNameAddress', () => {
  test.each([
    ['<sip:a@b;user=phone>;tag=1', 'sip:a@b;user=phone', [['tag', '1']]],
    ['sip:a@b;tag=1', 'sip:a@b', [['tag', '1']]],
    ['"x <y>; \\"" <sip:a@b> ;Tag = 1', 'sip:a@b', [['tag', '1']]],
    ['Bob<tel:+1555>', 'tel:+1555', []],
    ['<sip:open', 'sip:open', []],
    ['', '', []],
  ])('%j', (value, uri, parameters) => {
    expect(parseNameAddress(value)).toEqual({ uri, parameters });
  });
});

describe('parseVia', () => {
  test.each([
    ['SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK1', '10.0.0.1', 5060, 'z9hG4bK1'],
    ['SIP/2.0/TCP [2001:db8::1]:6300;branch=z9hG4bK2', '2001:db8::1', 6300, 'z9hG4bK2'],
    ['SIP/2.0/TCP [2001:db8::1]', '2001:db8::1', null, null],
    ['SIP/2.0/TCP 2001:db8::1;branch=x', '2001:db8::1', null, 'x'],
    ['SIP  /   2.0 /UDP    192.0.2.2;branch=390skdjuw', '192.0.2.2', null, '390skdjuw'],
    ['SIP/2.0/UDP first.example.com: 4000;ttl=16 ;branch=a', 'first.example.com', 4000, 'a'],
    ['SIP/2.0/UDP 192.0.2.15;;,;,,', '192.0.2.15', null, null],
    ['SIP/2.0/UDP h:99999', 'h', null, null],
  ])('%j', (value, host, port, branch) => {
    expect(parseVia(value)).toMatchObject({ host, port, branch });
  });

  test('the transport as written and all parameters', () => {
    const via = 'SIP/2.0/TLS-SCTP [2001:db8::1] ;Received=10.0.0.9;rport';
    const parsed = parseVia(via);
    expect({ ...parsed }).toEqual({
      transport: 'TLS-SCTP',
      host: '2001:db8::1',
      port: null,
      branch: null,
    });
    expect(parsed?.parameters).toEqual([
      ['received', '10.0.0.9'],
      ['rport', null],
    ]);
  });

  test.each([
    '',
    'SIP/2.0',
    'SIP/2.0/UDP',
    'SIP/2.0/UDP ;branch=1',
    'SIP/2.0/UDP :5060',
    '//',
    'SIP/2.0/UDP [::1',
  ])('%j has no sent-by', value => {
    expect(parseVia(value)).toBeNull();
  });
});

describe('host and port', () => {
  test('parseHostPort', () => {
    expect(parseHostPort('a.example')).toEqual({ host: 'a.example', port: null });
    expect(parseHostPort('a.example:0')).toEqual({ host: 'a.example', port: 0 });
    expect(parseHostPort('')).toBeNull();
  });
});
