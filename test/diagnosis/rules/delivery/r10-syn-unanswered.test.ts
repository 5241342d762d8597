import { expect, test } from 'vitest';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { findingsOf, PCSCF, Script, UE } from '../../../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const syns = (script: Script) => script.espTcp('uc->ps').wait(1).espTcp('uc->ps').wait(2).espTcp('uc->ps');

test('three SYNs with one number, and no answer', async () => {
  const [finding] = await findingsOf('R10', syns(challenged()));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toMatch(
    /^3 SYNs from port 31001 to 5063 in 3\.02 s, all with TCP sequence number 1000, get no SYN-ACK/,
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5, 6]);
});

test('one SYN at the end of a capture is only possible', async () => {
  expect((await findingsOf('R10', challenged().espTcp('uc->ps')))[0]?.confidence).toBe('possible');
});

test('a P-CSCF that may have kept the values of an earlier Security-Client is the matter of R08b', async () => {
  const first = new Script()
    .register({ ue: { ...UE, spiC: 71, spiS: 72 } })
    .challengeMw()
    .challenge({ pcscf: { ...PCSCF, spiC: 81, spiS: 82 } });
  const script = syns(first.register({ cseq: 2 }).challengeMw({ cseq: 2 }).challenge({ cseq: 2 }));
  expect(await findingsOf('R10', script)).toEqual([]);
  expect(await findingsOf('R08b', script)).toHaveLength(1);
});

test('a RST in ESP: nothing listens', async () => {
  const script = challenged()
    .espTcp('uc->ps')
    .espTcp('ps->uc', { flags: TCP_FLAG.RST | TCP_FLAG.ACK });
  const [finding] = await findingsOf('R10', script);
  expect(finding).toMatchObject({
    confidence: 'certain',
    title: 'The P-CSCF refuses TCP in ESP',
    settle: null,
  });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('nothing where a SYN-ACK comes, nor for REGISTER over UDP', async () => {
  const flags = TCP_FLAG.SYN | TCP_FLAG.ACK;
  expect(await findingsOf('R10', syns(challenged()).espTcp('ps->uc', { flags }))).toEqual([]);
  expect(await findingsOf('R10', challenged().answer().wait(12).answer())).toEqual([]);
});
