import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const later = (script: Script) => script.wait(30).mw('OPTIONS sip:ims SIP/2.0');

test('REGISTERs that get no response at all', async () => {
  const script = new Script().register().wait(2).register().wait(4).register();
  const [finding] = await findingsOf('G1', later(script));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely', callId: 'a@ue' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2, 3]);
  expect(finding?.detail).toBe(
    'The UE sends 3 REGISTERs to 10.0.0.2 port 5060 over UDP within 6.02 s and gets no response. The capture shows none of them forwarded to another CSCF.',
  );
});

test('a UE that begins anew has given up', async () => {
  const [finding] = await findingsOf('G1', new Script().register().wait(3).register({ callId: 'b@ue' }));
  expect(finding).toMatchObject({ callId: 'a@ue', confidence: 'likely' });
});

test('Mw shows that the REGISTER goes on, and where it ends', async () => {
  const [finding] = await findingsOf('G1', later(new Script().register().registerMw()));
  expect(finding?.title).toBe('Neither the P-CSCF nor the CSCF behind it answers');
  expect(finding?.detail).toContain('forwards it to 10.20.0.2 port 5060');
});

test('not when the capture ends, a 100 comes, the core answers, or only Mw is there', async () => {
  expect(await findingsOf('G1', new Script().register())).toEqual([]);
  expect(await findingsOf('G1', later(new Script().register().clearBack('SIP/2.0 100 Trying')))).toEqual([]);
  expect(await findingsOf('G1', later(new Script().register().registerMw().challengeMw()))).toEqual([]);
  expect(await findingsOf('G1', later(new Script().registerMw()))).toEqual([]);
});
