import { expect, test } from 'vitest';
import { partiesText, Users } from '../../../../src/output/text/decode/parties-text.ts';
import { sipEvent } from '../../../support/events/sip-event.ts';

/** The parties of a request. */
function parties(request: string, from: string, to: string, room = 200): string {
  return partiesText(sipEvent([`INVITE ${request} SIP/2.0`, `From: ${from}`, `To: ${to}`]).message, room);
}

test('one user in From and To, as in a REGISTER, is named once', () => {
  expect(parties('sip:ims.example', '<sip:001010000000001@ims>;tag=1', '<sip:001010000000001@ims>')).toBe(
    '001010000000001',
  );
});

test('the user of the Request-URI is named if it is another than that of To', () => {
  expect(parties('sip:b@ims', 'sip:a@ims', 'sip:b@ims')).toBe('a → b');
  expect(parties('sip:c@10.0.0.2:31000;transport=udp', 'sip:a@ims', 'sip:b@ims')).toBe('a → b (c)');
  expect(parties('sip:c@10.0.0.2', 'sip:a@ims', 'sip:a@ims')).toBe('a (c)');
});

test('numbers of tel URIs, URNs, passwords, parameters of users, hosts without users', () => {
  expect(parties('tel:+1555;phone-context=x', 'sip:+1444;npdi:secret@ims', '<tel:+1555;x=y>')).toBe(
    '+1444 → +1555',
  );
  expect(parties('urn:service:sos', 'sip:a:secret@ims', '<urn:service:sos>')).toBe('a → urn:service:sos');
  expect(parties('sip:10.0.0.1', 'sip:ims.example', 'sip:b@ims')).toBe('ims.example → b');
});

test('a response has no Request-URI, and a missing header field is a dash', () => {
  const { message } = sipEvent(['SIP/2.0 200 OK', 'From: sip:a@ims']);
  expect(partiesText(message, 200)).toBe('a → -');
});

test('with little room the Request-URI goes first, then the middles of the users', () => {
  const all = (room: number) =>
    parties('sip:request@ims', 'sip:+15551230001@ims', 'sip:+15551230002@ims', room);
  expect(all(37)).toBe('+15551230001 → +15551230002 (request)');
  expect(all(36)).toBe('+15551230001 → +15551230002');
  expect(all(20)).toBe('+15…0001 → +155…0002');
});

test('controls are escaped', () => {
  expect(parties('sip:ims', '<sip:a\u001b[2J@ims>', 'sip:b@ims')).toBe('a\\x1b[2J → b');
});

test('a URI that comes again has the same user, however many there are', () => {
  const users = new Users();
  for (let round = 0; round < 2; round++)
    for (let i = 0; i < 5000; i++) expect(users.of(`sip:u${i}@x`)).toBe(`u${i}`);
  expect([users.of('sip:host'), users.of('sip:host')]).toEqual([null, null]);
});
