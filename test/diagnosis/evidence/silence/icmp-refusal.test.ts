import { expect, test } from 'vitest';
import {
  icmpRefusal,
  isSince,
  refusalText,
} from '../../../../src/diagnosis/evidence/silence/icmp-refusal.ts';
import { factsOf, PCSCF, Script, UE } from '../../../support/events/script.ts';

async function refusalIn(script: Script) {
  return icmpRefusal(await factsOf(script), [UE.address], [PCSCF.address], () => true);
}

test('the reason that is given most often, with who gives it', async () => {
  const script = new Script().register();
  const quoted = script.lastPacket;
  script.icmp([3, 1], quoted, '10.0.0.254').icmp([3, 3], quoted).icmp([3, 3], quoted);
  const refusal = await refusalIn(script);
  expect(refusal).toMatchObject({ reason: 'port-unreachable', reporter: PCSCF.address, isAddressee: true });
  expect(refusal?.frames.map(({ frame }) => frame)).toEqual([3, 4]);
  expect(refusal && refusalText(refusal)).toBe('10.0.0.2 answers with ICMP port unreachable (2 times)');
});

test('a node on the way', async () => {
  const script = new Script().register();
  const refusal = await refusalIn(script.icmp([3, 4], script.lastPacket, '10.0.0.254'));
  expect(refusal && refusalText(refusal)).toBe(
    '10.0.0.254, which is on the way, answers with ICMP packet too big',
  );
});

test('an expired time to live, and errors about others, refuse nothing', async () => {
  const script = new Script().register();
  const quoted = script.lastPacket;
  expect(await refusalIn(script.icmp([11, 0], quoted))).toBeNull();
  expect(
    icmpRefusal(await factsOf(script.icmp([3, 3], quoted)), [UE.address], ['10.0.0.9'], () => true),
  ).toBeNull();
});

test('errors since a moment', () => {
  const at = (seconds: number) => ({ seconds, nanoseconds: 0 });
  expect([isSince(at(4), at(5)), isSince(at(5), at(5)), isSince(at(6), at(5))]).toEqual([false, true, true]);
});
