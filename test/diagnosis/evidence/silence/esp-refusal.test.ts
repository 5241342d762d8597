import { describe, expect, test } from 'vitest';
import {
  refusalOfDownlink,
  refusalOfUplink,
} from '../../../../src/diagnosis/evidence/silence/esp-refusal.ts';
import { esp, type Flow, ip, latin1, udp } from '../../../support/captures/packets.ts';
import { caseOf, PCSCF, Script, UE } from '../../../support/events/script.ts';

const START = { seconds: 0, nanoseconds: 0 };
const UP: Flow = {
  source: UE.address,
  sourcePort: UE.portC,
  destination: PCSCF.address,
  destinationPort: PCSCF.portS,
};
const DOWN: Flow = {
  source: PCSCF.address,
  sourcePort: PCSCF.portC,
  destination: UE.address,
  destinationPort: UE.portS,
};
const challenged = () => new Script().register().challengeMw().challenge().answer();

async function refusals(script: Script) {
  const subject = await caseOf(script);
  const [facts] = subject.sets;
  if (facts === undefined) throw new Error('no SA set');
  return [refusalOfUplink(subject, facts, START), refusalOfDownlink(subject, facts, START)] as const;
}

describe('ESP of the UE', () => {
  test.each([
    ['ESP', 50, esp(PCSCF.spiS, 1, new Uint8Array(40)), 'esp'],
    ['ESP in UDP', 17, udp({ ...UP, destinationPort: 4500 }, esp(PCSCF.spiC, 1, new Uint8Array(40))), 'esp'],
    ['what was inside it', 17, udp(UP, latin1('REGISTER')), 'inside'],
  ] as const)('%s', async (_what, protocol, payload, refused) => {
    const [up, down] = await refusals(challenged().icmp([3, 3], ip(UP, protocol, payload)));
    expect(up).toMatchObject({ reason: 'port-unreachable', refused });
    expect(down).toBeNull();
  });

  test('not under another SPI, nor between other ports', async () => {
    const other = ip(UP, 50, esp(77, 1, new Uint8Array(40)));
    expect(await refusals(challenged().icmp([3, 2], other))).toEqual([null, null]);
    const ports = ip(UP, 17, udp({ ...UP, sourcePort: 5060 }, latin1('x')));
    expect(await refusals(challenged().icmp([3, 3], ports))).toEqual([null, null]);
  });
});

test('ESP of the P-CSCF', async () => {
  const packet = ip(DOWN, 50, esp(UE.spiS, 1, new Uint8Array(40)));
  const [up, down] = await refusals(challenged().icmp([3, 13], packet, '10.0.0.254'));
  expect(up).toBeNull();
  expect(down).toMatchObject({ reason: 'prohibited', isAddressee: false, refused: 'esp' });
});
