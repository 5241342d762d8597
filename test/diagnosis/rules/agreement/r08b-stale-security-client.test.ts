import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyse } from '../../../../src/analysis/analyse.ts';
import { findingsOf, mechanism, NONCE, PCSCF, Script, UE } from '../../../support/events/script.ts';
import { SHARED } from '../../../support/programs/lab.ts';

const UE2 = { ...UE, spiC: 1003, spiS: 1004, portC: 31003 };
const PCSCF2 = { ...PCSCF, spiC: 2003, spiS: 2004 };
const KAMAILIO = { Server: 'Kamailio P-CSCF' };
/** Another RAND‖AUTN. */
const SECOND = NONCE.replace('I1U8', 'J1U8');
const authenticate = `Digest realm="ims", nonce="${SECOND}", algorithm=AKAv1-MD5, ck="b40ba9a3c58b2a05bbf0d987b21bf8cb", ik="f769bcd751044604127672711c6d3441"`;
const auts = `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", response="", auts="uoU/PBI8z0TpNZbjVcY="`;
const answer = {
  cseq: 3,
  ue: UE2,
  pcscf: PCSCF2,
};

const resynchronised = (ue = UE2) =>
  new Script()
    .register()
    .challengeMw()
    .challenge({ headers: KAMAILIO })
    .register({ cseq: 2, ue, headers: { Authorization: auts } })
    .challengeMw({ cseq: 2, headers: { 'WWW-Authenticate': authenticate } })
    .challenge({
      cseq: 2,
      pcscf: PCSCF2,
      headers: {
        ...KAMAILIO,
        'WWW-Authenticate': `Digest realm="ims", nonce="${SECOND}", algorithm=AKAv1-MD5`,
      },
    });

test('new SPIs behind auts, good ESP, no answer of a Kamailio', async () => {
  const script = resynchronised().answer(answer).wait(4).mw('OPTIONS sip:ims SIP/2.0');
  const [finding] = await findingsOf('R08b', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toContain(
    'from SPIs 1001/1002, ports 31001/32001 to SPIs 1003/1004, ports 31003/32001',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 3, 4, 6, 7]);
});

test('ESP to the first SPIs proves it', async () => {
  const [finding] = await findingsOf('R08b', resynchronised().answer(answer).ok({ cseq: 3 }));
  expect(finding?.confidence).toBe('certain');
});

test('nothing if an answer comes, or the UE keeps its SPIs', async () => {
  const answered = resynchronised()
    .answer(answer)
    .ok({ ...answer });
  expect(await findingsOf('R08b', answered)).toEqual([]);
  const kept = resynchronised(UE)
    .answer({ ...answer, ue: UE })
    .wait(4)
    .mw('OPTIONS sip:ims SIP/2.0');
  expect(await findingsOf('R08b', kept)).toEqual([]);
  expect(mechanism(UE)).not.toBe(mechanism(UE2));
});

test.skipIf(!existsSync(SHARED)).each(['b33-v4-udp-auts', 'b38-v4-tcp-auts-lost'])(
  '%s of a real Kamailio',
  async name => {
    const path = join(SHARED, 'lab', `${name}.sll2.pcap`);
    const { diagnosis } = await analyse([{ name: path }], { diagnose: true });
    const [registration] = diagnosis.registrations;
    expect(registration?.outcome).toBe('failed');
    expect(registration?.findings.map(({ rule }) => rule)).toContain('R08b');
  },
);
