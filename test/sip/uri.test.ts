import { expect, test } from 'vitest';
import { uriHostPort, uriParts } from '../../src/sip/uri.ts';

test.each([
  ['sip:alice@home.net', 'alice', 'home.net', null, []],
  ['SIPS:alice:secret@home.net:5061;lr;x=1?h=2', 'alice:secret', 'home.net', '5061', ['lr', 'x=1']],
  ['sip:bob;x=1?y@[2001:db8::9]:5070;user=phone', 'bob;x=1?y', '[2001:db8::9]', '5070', ['user=phone']],
  ['sip:[::1]', null, '[::1]', null, []],
  ['sip:ims.net ; a', null, 'ims.net', null, ['a']],
  ['sip:', null, '', null, []],
])('%s', (uri, user, host, port, parameters) => {
  expect(uriParts(uri)).toEqual({ user, host, port, parameters });
});

test('other URIs have no such parts', () => {
  expect(uriParts('tel:+49123;phone-context=x')).toBeNull();
  expect(uriParts('*')).toBeNull();
});

test.each([
  ['sip:a@10.0.0.1:5064;transport=tcp', { host: '10.0.0.1', port: 5064 }],
  ['SIPS:[2001:db8::9]:5064', { host: '2001:db8::9', port: 5064 }],
  ['sip:user;par=u%40e.net@example.com?x=y', { host: 'example.com', port: null }],
  ['tel:+1555', null],
  ['*', null],
])('uriHostPort %j', (uri, expected) => {
  expect(uriHostPort(uri)).toEqual(expected);
});
