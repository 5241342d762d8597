import { expect, test } from 'vitest';
import { ALICE, anonymised } from '../../../support/captures/anonymised.ts';
import { esp, fragments, ip, latin1, udp } from '../../../support/captures/packets.ts';

const FLOW = { source: '10.0.0.1', sourcePort: 5060, destination: '10.0.0.2', destinationPort: 5060 };
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

test('fragments of a datagram that is never whole lose their names', () => {
  const [first, , third] = fragments(FLOW, 17, udp(FLOW, ALICE), 80, 7) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const { frames, leftOut } = anonymised([first, third]);
  expect(leftOut).toBe(0);
  for (const frame of frames) expect(text(frame)).not.toMatch(/alice|example/i);
});

test('incomplete ESP keeps SPI and sequence number only', () => {
  const packet = esp(0x11223344, 7, latin1('alice'.repeat(40)));
  const [first] = fragments(FLOW, 50, packet, 80, 7) as [Uint8Array];
  const { frames } = anonymised([first]);
  expect(text(frames[0] as Uint8Array)).not.toContain('alice');
  expect([...(frames[0] as Uint8Array).subarray(20, 28)]).toEqual([...packet.subarray(0, 8)]);
});

test('ESP that is whole in fragments and was decrypted elsewhere is left out', () => {
  expect(anonymised(fragments(FLOW, 50, esp(1, 7, new Uint8Array(200)), 80, 7)).leftOut).toBe(3);
});

test('a datagram that cannot be read is left out with all its fragments', () => {
  const parts = fragments(FLOW, 17, udp(FLOW, new Uint8Array(200).fill(7)), 80, 7);
  const { leftOut } = anonymised([...parts, parts[0] as Uint8Array, ip(FLOW, 17, udp(FLOW, ALICE))]);
  expect(leftOut).toBe(parts.length + 1);
});
