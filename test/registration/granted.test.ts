import { describe, expect, test } from 'vitest';
import { grantedBy, isSameBinding, noteContacts } from '../../src/registration/granted.ts';
import { type Contact, SipMessage } from '../../src/sip/message.ts';
import { latin1 } from '../support/captures/packets.ts';

function message(...headers: readonly string[]): SipMessage {
  const bytes = latin1(`${['SIP/2.0 200 OK', ...headers].join('\r\n')}\r\n\r\n`);
  return new SipMessage(bytes, bytes.length);
}

const contactOf = (value: string) => message(`Contact: ${value}`).contacts[0] as Contact;
const OWN = contactOf('<sip:u@10.0.0.1:5070>');

describe('one binding', () => {
  test.each([
    ['<sip:other@10.0.0.1:5070;transport=tcp>', true],
    ['<sip:u@10.0.0.1:5071>', false],
    ['<sip:u@10.0.0.2:5070>', false],
    ['tel:1', false],
  ])('%s', (value, same) => expect(isSameBinding(OWN, contactOf(value))).toBe(same));

  test('the same instance at another address; IPv6 however it is written; the port of SIP', () => {
    const of = (host: string) => contactOf(`<sip:u@${host}>;+sip.instance="<urn:gsma:imei:1>"`);
    expect(isSameBinding(of('10.0.0.1'), of('192.0.2.1'))).toBe(true);
    expect(isSameBinding(contactOf('<sip:u@[2001:DB8:0::1]>'), contactOf('<sip:u@[2001:db8::1]:5060>'))).toBe(
      true,
    );
  });
});

describe('what a 200 grants', () => {
  test.each<[string, string[], number | null]>([
    ['the time of its Contact', ['Contact: <sip:u@10.0.0.1:5070>;expires=60', 'Expires: 7'], 60],
    ['that of Expires', ['Contact: <sip:u@10.0.0.1:5070>', 'Expires: 7'], 7],
    ['what was asked for', ['Contact: <sip:u@10.0.0.1:5070>'], 3600],
    ['not that of another', ['Contact: <sip:u@10.0.0.2>;expires=99, <sip:u@10.0.0.1:5070>;expires=60'], 60],
    ['unknown with others only', ['Contact: <sip:u@10.0.0.2>;expires=99', 'Expires: 99'], null],
    ['unknown without any', ['Expires: 99'], null],
  ])('%s', (_, headers, seconds) => expect(grantedBy(message(...headers), [OWN], 3600)).toBe(seconds));

  test('all count if the REGISTER was not seen', () => {
    expect(grantedBy(message('Contact: <sip:u@10.0.0.2>;expires=99'), [], null)).toBe(99);
    expect(grantedBy(message('Expires: 9'), [], null)).toBe(9);
  });
});

test('Contacts are kept once, and some at most', () => {
  const kept: Contact[] = [];
  const many = Array.from({ length: 20 }, (_, i) => `<sip:u@10.0.0.${i}>`);
  noteContacts(kept, message('Contact: <sip:u@10.0.0.1>'));
  noteContacts(kept, message(`Contact: ${many.join(', ')}`));
  expect(kept).toHaveLength(8);
  expect(kept.filter(({ uri }) => uri === 'sip:u@10.0.0.1')).toHaveLength(1);
});
