import { expect, test } from 'vitest';
import { subscriberText } from '../../../src/output/facts/facts-text.ts';
import { SUBSCRIBER } from '../../support/events/subscriber.ts';

test('a line for each fact, those that say the same together', () => {
  const text = subscriberText(SUBSCRIBER, { files: ['a.pcap'], width: 100, showKeys: false });
  expect(text.split('\n')).toEqual([
    'a phone without an identity',
    '  APN             ims  (frame 3)',
    '  bearer 7        accepted, QCI 1, ARP priority 2, may pre-empt others, may not be pre-empted,',
    '                  guaranteed 49 kbit/s down, 41 kbit/s up, at most 128 kbit/s down, 64 kbit/s up',
    '                  (frame 13)',
    '  refused         Authentication failure: EMM cause 21 (Synch failure)  (frame 2)',
    '  nonce           RAND 0102, SQN xor AK 03, AMF 8000, MAC 04  (frame 7)',
    '  CK and IK       in the 401  (frame 7)',
    '  REGISTER 1      10.0.0.2 → 10.0.0.1 over UDP, outside ESP  (frame 5 6)',
    '  SA uc->ps       set 1, SPI 0x00000065: 1 REGISTER; first  (frame 9)',
    '  reg-event       sip:a@b active; sip:c registered, 60 s  (frame 11)',
    '  SAs             4',
    '',
  ]);
});

test('keys on demand, files beside frames, and lines that fit', () => {
  const text = subscriberText(SUBSCRIBER, { files: ['one/a.pcap', 'two/b.pcap'], width: 40, showKeys: true });
  expect(text).toContain('  keys            CK 11, IK 22\n');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
});
