import { expect, test } from 'vitest';
import { ethernet, fragments, ip, latin1, reverse, tcp, udp } from '../../support/captures/packets.ts';
import { factsOf, PCSCF, Script, UE } from '../../support/events/script.ts';

const START = { seconds: 0, nanoseconds: 0 };
const flow = { source: UE.address, sourcePort: 40000, destination: PCSCF.address, destinationPort: 5060 };

test.each([
  ['fragments', 17, fragments(flow, 17, udp(flow, latin1('x'.repeat(99))), 48, 1)[1] as Uint8Array],
  ['tcp', 6, ip(flow, 6, tcp(flow, { sequence: 1 }, latin1('REGISTER')))],
  [
    'quoted',
    17,
    ip(reverse(flow), 1, Uint8Array.from([3, 3, 0, 0, 0, 0, 0, 0, ...ip(flow, 17, udp(flow, latin1('x')))])),
  ],
] as const)('%s', async (kind, protocol, packet) => {
  const { signs } = await factsOf(new Script().frame(ethernet(packet)));
  const ends = { source: UE.address, destination: PCSCF.address };
  const [sign] = signs.between([UE.address], [PCSCF.address], START);
  expect(sign).toMatchObject({ kind, protocol, frame: 1, file: 0, ...ends });
  expect(signs.between([PCSCF.address], [UE.address], START)).toEqual([]);
  expect(signs.between([UE.address], ['10.0.0.9'], START)).toEqual([]);
  expect(signs.between([UE.address], [PCSCF.address], { seconds: 2e9, nanoseconds: 0 })).toEqual([]);
});

test('a segment without data, and a whole datagram, are none', async () => {
  const ack = ethernet(ip(flow, 6, tcp(flow, { sequence: 1 })));
  const whole = ethernet(ip(flow, 17, udp(flow, latin1('hello'))));
  const { signs } = await factsOf(new Script().frame(ack).frame(whole));
  expect(signs.between([UE.address], [PCSCF.address], START)).toEqual([]);
});
