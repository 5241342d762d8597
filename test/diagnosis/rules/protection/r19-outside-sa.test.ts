import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyse } from '../../../../src/analysis/analyse.ts';
import { findingsOf, PCSCF, Script, UE } from '../../../support/events/script.ts';
import { SHARED } from '../../../support/programs/lab.ts';

const registered = () => new Script().register().challengeMw().challenge().answer().ok();
const viaPortC = { Via: `SIP/2.0/UDP 10.0.0.2:${PCSCF.portC};branch=z9hG4bKnotify` };
const notified = () =>
  registered().esp('pc->us', 'NOTIFY sip:alice SIP/2.0', { callId: 'n', cseq: 7, headers: viaPortC });
const ok = { callId: 'n', cseq: 7, method: 'NOTIFY' };
const clientToClient = { sourcePort: UE.portC, destinationPort: PCSCF.portC };

test('a response in the clear from port-c of the UE to port-c of the P-CSCF', async () => {
  const script = notified().clear('SIP/2.0 200 OK', { ...ok, flow: clientToClient });
  const [finding] = await findingsOf('R19', script);
  expect(finding).toMatchObject({
    severity: 'warning',
    confidence: 'certain',
    title: 'The UE sends unprotected SIP between protected ports',
  });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([6, 7]);
  expect(finding?.detail).toBe(
    '200 OK to NOTIFY from port-c 31001 of the UE to port-c 5062 of the P-CSCF is not in ESP: no SA joins these ports. The request came in ESP, and its Via names port 5062.',
  );
});

test('the P-CSCF as well', async () => {
  const flow = { sourcePort: PCSCF.portS, destinationPort: UE.portS };
  const script = registered().clearBack('SIP/2.0 200 OK', { callId: 'm', method: 'MESSAGE', flow });
  const [finding] = await findingsOf('R19', script);
  expect(finding?.title).toMatch(/^The P-CSCF/);
  expect(finding?.detail).toContain('from port-s 5063 of the P-CSCF to port-s 32001 of the UE');
});

test('not in ESP, not between ports that no SA protects, not before the agreement', async () => {
  expect(await findingsOf('R19', notified().esp('uc->ps', 'SIP/2.0 200 OK', ok))).toEqual([]);
  expect(await findingsOf('R19', notified().clear('SIP/2.0 200 OK', ok))).toEqual([]);
  const before = new Script().clear('SIP/2.0 200 OK', { ...ok, flow: clientToClient });
  expect(await findingsOf('R19', before.register().challengeMw().challenge().answer())).toEqual([]);
});

const samsung = join(SHARED, 'public/open5gs-ipsec_reg.pcapng');

test.skipIf(!existsSync(samsung))('a Samsung UE answers NOTIFY in the clear', async () => {
  const { diagnosis } = await analyse([{ name: samsung }], { diagnose: true });
  const findings = diagnosis.registrations[0]?.findings ?? [];
  const outside = findings.find(({ rule }) => rule === 'R19');
  expect(outside?.frames.map(({ frame }) => frame)).toEqual([691, 698]);
  expect(outside?.detail).toContain('from port-c 6301 of the UE to port-c 5100 of the P-CSCF');
  expect(findings.find(({ rule }) => rule === 'R18')).toMatchObject({ severity: 'note' });
});
