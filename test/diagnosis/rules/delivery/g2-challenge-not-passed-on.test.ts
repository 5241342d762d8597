import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const challenged = () => new Script().register().registerMw().challengeMw();

test('the 401 ends at the P-CSCF', async () => {
  const [finding] = await findingsOf('G2', challenged().wait(20).mw('OPTIONS sip:ims SIP/2.0'));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 3]);
  expect(finding?.detail).toContain('The 401 reaches the P-CSCF (10.20.0.1)');
});

test('a REGISTER that is sent again, or anew, shows it earlier; the P-CSCF names itself in its 100', async () => {
  const trying = { headers: { Server: 'Kamailio P-CSCF' } };
  const again = new Script().register().clearBack('SIP/2.0 100 Trying', trying).registerMw().challengeMw();
  const [finding] = await findingsOf('G2', again.wait(2).register());
  expect(finding?.detail).toContain('The P-CSCF identifies itself as "Kamailio P-CSCF".');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 4, 5]);
  expect(await findingsOf('G2', challenged().wait(2).register({ callId: 'b@ue' }))).toHaveLength(1);
});

test('not when it is passed on, the capture ends, Gm was not captured, or the P-CSCF refuses', async () => {
  const later = (script: Script) => script.wait(20).mw('OPTIONS sip:ims SIP/2.0');
  expect(await findingsOf('G2', later(challenged().challenge()))).toEqual([]);
  expect(await findingsOf('G2', challenged())).toEqual([]);
  expect(await findingsOf('G2', later(new Script().registerMw().challengeMw()))).toEqual([]);
  const refused = challenged().challenge({ startLine: 'SIP/2.0 503 Service Unavailable' });
  expect(await findingsOf('G2', later(refused))).toEqual([]);
});
