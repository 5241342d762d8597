import { describe, expect, test } from 'vitest';
import { latin1 } from '../../../src/bytes/latin1.ts';
import { KeyGate } from '../../../src/output/keys/key-gate.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const [CK, IK] = ['45f2e00f2d9cd27e5e8ac53402d0a47a', '23c47cb8411cbbe956503186ef8f522c'];
const keys = [{ ck: Buffer.from(CK, 'hex'), ik: Buffer.from(IK, 'hex') }];
const CHALLENGE = ['SIP/2.0 401 Unauthorized', `WWW-Authenticate: Digest nonce="n", ck="${CK}", ik="${IK}"`];

describe('messages', () => {
  test('keys of a challenge are hidden in all of it, and in every later message', () => {
    const gate = new KeyGate();
    const { message } = gate.sip(sipEvent([...CHALLENGE, `Call-ID: ${CK}`]));
    expect(message.header('www-authenticate')).toBe('Digest nonce="n", ck=(hidden), ik=(hidden)');
    expect(message.callId).toBe('(hidden)');
    expect(gate.sip(sipEvent(['OPTIONS sip:a SIP/2.0', `Subject: ${IK}`])).message.header('subject')).toBe(
      '(hidden)',
    );
  });

  test('head and body stay apart', () => {
    const gate = new KeyGate();
    gate.learn(keys);
    const { message } = gate.sip(sipEvent(['MESSAGE sip:a SIP/2.0', `Subject: ${CK}`, '', `body ${IK}`]));
    expect(latin1(message.bytes.subarray(message.bodyStart))).toBe('body (hidden)\r\n\r\n');
  });

  test('one without keys is passed on as it is', () => {
    const gate = new KeyGate();
    gate.learn(keys);
    const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Call-ID: 00112233445566778899aabbccddeeff']);
    expect(gate.sip(event)).toBe(event);
  });
});

test('strings of objects that refer to each other are replaced in place', () => {
  const gate = new KeyGate();
  gate.learn(keys);
  const inner: Record<string, unknown> = { texts: ['a', `b ${CK}`], octets: keys[0]?.ck };
  const outer = { inner, name: IK };
  inner.outer = outer;
  gate.hideIn(outer);
  expect(outer.name).toBe('(hidden)');
  expect(inner.texts).toEqual(['a', 'b (hidden)']);
  expect(inner.octets).toBe(keys[0]?.ck);
});

test('a text that was shown before is hidden once another one names its key', () => {
  const texts = [`a ${CK}`, `a ${CK}`, `ck=${CK}`, `a ${CK}`];
  new KeyGate().hideIn(texts);
  expect(texts).toEqual([`a ${CK}`, `a ${CK}`, 'ck=(hidden)', 'a (hidden)']);
});

test('keys that the user gives, and an empty one', () => {
  const gate = new KeyGate();
  gate.give(keys, [{ encryptionKey: new Uint8Array(0), authenticationKey: Buffer.alloc(20, 'abcde') }]);
  expect(gate.text(`${CK} ${'6162636465'.repeat(4)}`)).toBe('(hidden) (hidden)');
});
